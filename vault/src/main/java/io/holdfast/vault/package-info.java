/**
 * A vault: restic's repository format, version 2. Start at {@code Vault}. Content goes in through
 * {@link io.holdfast.vault.BlobSink} and comes out through {@link io.holdfast.vault.BlobSource}.
 * {@code docs/spec/vault.md} states what is written, in which order, and what a crash leaves.
 */
package io.holdfast.vault;
