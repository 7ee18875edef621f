package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One name in a directory as a pass captured it. An entry that did not change is the same object in
 * the next pass, so that an unchanged tree costs no memory twice.
 *
 * @param settled whether any later change must show in the identity; an entry written in the same
 *     tick of the file server's clock in which it was read is not settled and is read again
 */
record Entry(FileName name, Stat stat, Body body, List<Attribute> attributes, boolean settled) {
  /**
   * Nearly all entries have no attributes, and millions of them are kept: none has a list of its
   * own.
   */
  Entry {
    attributes = attributes.isEmpty() ? List.of() : attributes;
  }

  /** The content of a file that is in the sink. */
  @Nullable Content content() {
    return switch (body) {
      case Body.File file -> file.content();
      case Body.Spooled spooled -> spooled.saved();
      case Body.Link link -> null;
      case Body.Listed listed -> null;
      case Body.Cold cold -> cold.warm().content();
      case Body.Stored stored -> null;
      case Body.Saved saved -> null;
      case Body.Special special -> null;
    };
  }

  /** Whether the content of a file is in the sink or safe in the spool. */
  boolean hasContent() {
    return body instanceof Body.Spooled || content() != null;
  }

  @Nullable Listing listing() {
    return body instanceof Body.Listed listed ? listed.listing() : null;
  }

  /** The same with everything that the sweep did not look at as it was before. */
  Entry asTheWarmRoundsHaveIt() {
    if (body instanceof Body.Cold cold) {
      return cold.warm();
    }
    Listing listing = listing();
    if (listing == null) {
      return this;
    }
    Entry[] below = new Entry[listing.size()];
    for (int i = 0; i < below.length; i++) {
      below[i] = listing.get(i).asTheWarmRoundsHaveIt();
    }
    return withBody(new Body.Listed(Listing.of(below)));
  }

  Entry withBody(Body other) {
    return new Entry(name, stat, other, attributes, settled);
  }
}
