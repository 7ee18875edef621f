/**
 * What a prune is asked, what it plans and what it did. The work is done by the vault itself, as
 * {@code docs/spec/prune.md} says.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.prune;
