/** JSON and sealed documents. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.document;
