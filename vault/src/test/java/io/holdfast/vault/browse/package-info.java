/** Looking into snapshots. */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.browse;
