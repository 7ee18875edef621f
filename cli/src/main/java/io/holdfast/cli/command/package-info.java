/** The commands on an installation, one file each. */
package io.holdfast.cli.command;
