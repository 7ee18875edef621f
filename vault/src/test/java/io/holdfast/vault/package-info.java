/** What a vault must hold to. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault;
