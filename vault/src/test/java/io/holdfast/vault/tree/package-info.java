/** The bytes of directories. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.tree;
