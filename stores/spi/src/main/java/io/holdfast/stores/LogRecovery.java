package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings a store back out of its log in the vault, without a set: as of a time, or as far as the
 * log goes. It is for a server that is lost while the disk beside it is not: the disk is then newer
 * than whatever comes back here, which is the order that is legal.
 */
public interface LogRecovery {
  /** What the vault has, oldest first. */
  List<Span> spans();

  /** Whether a set's member was made from it: what it begins with is the same in both. */
  boolean isSourceOf(Span span, Node member);

  /**
   * The youngest that can bring a time back.
   *
   * @param to empty for the end of the log
   * @throws io.holdfast.model.error.HoldfastException HF-208 if the vault has no log of that time
   */
  Span find(Optional<Instant> to);

  /**
   * Restores as {@link StoreRestore#restore} does: what is left in {@code target} is for {@link
   * StoreRestore#open} and {@link ServerRestore#prepare}.
   *
   * @param to as of {@link #find}
   * @param target is absent or empty
   * @param work a directory for whatever else is needed
   */
  Recovered restore(Optional<Instant> to, Path target, Path work, Progress progress);

  /**
   * A log without a gap, and the times that it can bring back.
   *
   * @param from by the clock of whoever stored it, as {@code until}
   * @param end how far it goes, in the server's own words
   * @param growing whether it is the one that what is received is added to
   * @param begins the tree of what it begins with, a base backup
   * @param snapshots that it is in the vault as, usually one; the one that reaches furthest is last
   * @param bytes as they would be restored
   */
  record Span(
      Instant from,
      Instant until,
      String end,
      boolean growing,
      BlobId begins,
      List<BlobId> snapshots,
      long bytes) {
    public Span {
      snapshots = List.copyOf(snapshots);
    }

    public boolean holds(Instant time) {
      return !time.isBefore(from) && !time.isAfter(until);
    }
  }

  /**
   * What came back.
   *
   * @param place where in the log it is, in the server's own words
   * @param lastCommit of the last transaction in it, by the server's clock; empty if the base has
   *     them all
   * @param isEnd whether nothing comes behind it in the vault
   * @param notes as of {@link StoreRestore#restore}
   */
  record Recovered(String place, Optional<Instant> lastCommit, boolean isEnd, List<String> notes) {}
}
