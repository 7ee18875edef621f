/** Keys and seals. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.crypto;
