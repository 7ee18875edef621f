package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A log that is received into the vault, era by era, and can be stopped at a time. What it brings
 * back may also stand beside the disk of a set, which it must not be newer than.
 */
public interface EraLog extends LogRecovery {
  /** What the vault has, oldest first. */
  List<Era> eras();

  @Override
  default List<Span> spans() {
    return eras().stream().map(Era::span).toList();
  }

  /**
   * The tree that a set's member begins with: it was made from the era that begins with the same.
   * Empty if it was not made from a log.
   */
  Optional<BlobId> begins(Node member);

  /**
   * The youngest era that can bring a time back.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-208 if the vault has no log of that time,
   *     HF-702 if it cannot be shown that what comes back is not newer than the limit
   */
  Era find(Wanted wanted);

  @Override
  default Restorable require(Optional<Instant> to) {
    Wanted wanted = new Wanted(to, Optional.empty());
    find(wanted);
    return (target, work, progress) -> restore(wanted, target, work, progress);
  }

  /**
   * As {@link Restorable#restore}.
   *
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
   * A base backup and the log after it.
   *
   * @param from by the clock of whoever stored it, as {@code until}
   * @param end how far it goes, in the server's own words
   * @param growing whether it is the one that what is received is added to
   * @param begins the tree of what it begins with, a base backup
   * @param snapshots that it is in the vault as, usually one; the one that reaches furthest is last
   * @param bytes as they would be restored
   */
  record Era(
      Instant from,
      Instant until,
      String end,
      boolean growing,
      BlobId begins,
      List<BlobId> snapshots,
      long bytes) {
    public Era {
      snapshots = List.copyOf(snapshots);
    }

    public Span span() {
      return new Span(from, until, end);
    }

    public boolean holds(Instant time) {
      return span().holds(time);
    }
  }
}
