package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings a store back out of its log in the vault: as of a time, or as far as the log goes. It is
 * for a server that is lost while the disk beside it is not, which is then newer than whatever
 * comes back here; or to stand beside the disk of a set, which it must not be newer than.
 */
public interface LogRecovery {
  /** What the vault has, oldest first. */
  List<Span> spans();

  /**
   * The tree that a set's member begins with: it was made from the span that begins with the same.
   * Empty if it was not made from a log.
   */
  Optional<BlobId> begins(Node member);

  /**
   * The youngest that can bring a time back.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-208 if the vault has no log of that time,
   *     HF-702 if it cannot be shown that what comes back is not newer than the limit
   */
  Span find(Wanted wanted);

  /**
   * Restores as {@link StoreRestore#restore} does: what is left in {@code target} is for {@link
   * StoreRestore#open} and {@link ServerRestore#prepare}.
   *
   * @param target is absent or empty
   * @param work a directory for whatever else is needed
   * @throws io.holdfast.model.error.HoldfastException as {@link #find}
   */
  Recovered restore(Wanted wanted, Path target, Path work, Progress progress);

  /**
   * What is to come back.
   *
   * @param to what was committed by then, by the server's clock; empty for the end of the log
   * @param limit a set's member: nothing comes back that is not in it too; empty if there is none
   */
  record Wanted(Optional<Instant> to, Optional<Node> limit) {
    public static final Wanted END = new Wanted(Optional.empty(), Optional.empty());

    public static Wanted asOf(Instant time) {
      return new Wanted(Optional.of(time), Optional.empty());
    }

    public Wanted notBehind(Node member) {
      return new Wanted(to, Optional.of(member));
    }
  }

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
