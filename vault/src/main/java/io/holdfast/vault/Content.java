package io.holdfast.vault;

import java.util.List;

/** A file's content: its blobs in order, and its length in bytes. */
public record Content(List<BlobId> blobs, long length) {
  public static final Content EMPTY = new Content(List.of(), 0);

  public Content {
    blobs = List.copyOf(blobs);
  }
}
