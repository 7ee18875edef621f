/** Packs. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.pack;
