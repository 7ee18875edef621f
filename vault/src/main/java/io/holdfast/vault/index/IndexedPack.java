package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.PackedBlob;
import java.util.List;

/** What an index file says of one pack. */
public record IndexedPack(BlobId pack, List<PackedBlob> blobs) {}
