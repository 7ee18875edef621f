package io.holdfast.vault;

/**
 * What a vault holds.
 *
 * @param blobs places where blobs lie; a blob that lies twice counts twice
 * @param rawBytes the plaintext of all blobs
 * @param storedBytes the packs, whole
 * @param unindexedPacks packs that no index names; not counted in {@code packs}
 */
public record VaultStats(
    long snapshots,
    long blobs,
    long rawBytes,
    long storedBytes,
    long packs,
    long unindexedPacks,
    long indexFiles) {}
