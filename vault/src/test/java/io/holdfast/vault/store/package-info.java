/** What every store must hold to, and a store that fails on purpose. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.store;
