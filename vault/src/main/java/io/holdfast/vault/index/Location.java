package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.PackedBlob;

/**
 * Where a copy of a blob lies.
 *
 * @param packEnd where the pack's last known blob ends: reading ahead up to here is safe
 */
public record Location(BlobId pack, PackedBlob blob, long packEnd) {}
