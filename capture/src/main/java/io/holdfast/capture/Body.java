package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import org.jspecify.annotations.Nullable;

/** What an entry holds, beside what {@code stat} tells. */
sealed interface Body {
  /** A regular file whose content is in the sink. */
  record File(Content content) implements Body {}

  /** A regular file whose content lies in the spool until the window is over. */
  final class Spooled implements Body {
    private final Spool.Piece piece;
    private volatile @Nullable Content saved;

    Spooled(Spool.Piece piece) {
      this.piece = piece;
    }

    Spool.Piece piece() {
      return piece;
    }

    @Nullable Content saved() {
      return saved;
    }

    void saved(Content content) {
      saved = content;
    }
  }

  record Link(FileName target) implements Body {}

  /** A directory as a pass saw it. */
  record Listed(Listing listing) implements Body {}

  /** A directory of an earlier capture, loaded when the walk comes to it. */
  record Stored(EarlierCapture earlier, BlobId tree) implements Body {}

  /** A directory that is in the sink; its listing is no longer needed. */
  record Saved(BlobId tree) implements Body {}

  /** FIFOs, sockets and devices are nothing but their metadata. */
  record Special() implements Body {}
}
