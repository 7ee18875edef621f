/** The commands on a vault alone, which need no installation. */
package io.holdfast.cli.vault;
