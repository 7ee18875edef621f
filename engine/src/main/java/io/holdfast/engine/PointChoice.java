package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The set that brings an installation back to a time: the newest that fits together and has nothing
 * of a later time in it. Members of different sets are not combined: within one set the database is
 * not newer than the disk, and that was proved.
 *
 * @param lost the time between the set's point and the one that was asked for
 * @param passedOver nearer sets that were not chosen, and why, newest first
 */
public record PointChoice(
    Snapshot snapshot, RecoverySet set, Duration lost, List<String> passedOver) {
  public PointChoice {
    passedOver = List.copyOf(passedOver);
  }

  /**
   * Chooses.
   *
   * @throws HoldfastException HF-208 if there is no such set
   */
  public static PointChoice at(Sets sets, Instant time) {
    List<String> passedOver = new ArrayList<>();
    for (Snapshot snapshot : sets.list().reversed()) {
      RecoverySet set;
      try {
        set = sets.manifest(snapshot);
      } catch (HoldfastException unreadable) {
        passedOver.add(
            "%s cannot be read: %s".formatted(snapshot.id().brief(), unreadable.getMessage()));
        continue;
      }
      if (set.point().isAfter(time)) {
        continue;
      }
      Optional<String> against = against(set);
      if (against.isEmpty()) {
        return new PointChoice(snapshot, set, Duration.between(set.point(), time), passedOver);
      }
      passedOver.add("%s of %s: %s".formatted(snapshot.id().brief(), set.point(), against.get()));
    }
    throw new HoldfastException(
        ErrorCode.NOT_FOUND,
        "No consistent set of this installation is as old as %s%s"
            .formatted(
                time,
                passedOver.isEmpty() ? "" : "; passed over: " + String.join("; ", passedOver)),
        "Nothing was changed.",
        "'holdfast sets --timeline' shows the times there are; a set that is not consistent can be"
            + " named by its id.");
  }

  /** Why nothing is restored beside its disk; empty if it fits together. */
  static Optional<String> against(RecoverySet set) {
    return set.grade() == Grade.CONSISTENT
        ? set.illegalPair()
        : Optional.of("its grade is " + set.grade().label());
  }
}
