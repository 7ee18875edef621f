/** What every store must hold to, and one in memory. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.store;
