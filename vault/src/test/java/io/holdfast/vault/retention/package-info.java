/** The vault's minimum retention, under every clock. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.retention;
