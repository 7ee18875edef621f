/** Where content is cut. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.chunk;
