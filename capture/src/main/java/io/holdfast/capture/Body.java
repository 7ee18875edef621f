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
  record Listed(Listing listing, Heat heat) implements Body {
    Listed(Listing listing) {
      this(listing, Heat.COLD);
    }
  }

  /**
   * What the narrow sweep left for later.
   *
   * @param warm what the warm rounds have of it
   * @param looked whether the sweep found the directory itself as it was, and only did not enter it
   */
  record Cold(Entry warm, boolean looked) implements Body {
    static Entry of(Entry warm, boolean looked) {
      return warm.withBody(new Cold(warm, looked));
    }

    static Entry unwrap(Entry entry) {
      return entry.body() instanceof Cold cold ? cold.warm() : entry;
    }
  }

  /** A directory of an earlier capture, loaded when the walk comes to it. */
  record Stored(EarlierCapture earlier, BlobId tree) implements Body {}

  /** A directory that is in the sink; its listing is no longer needed. */
  record Saved(BlobId tree) implements Body {}

  /** FIFOs, sockets and devices are nothing but their metadata. */
  record Special() implements Body {}
}
