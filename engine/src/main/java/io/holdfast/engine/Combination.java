package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.EraLog.Wanted;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database of one time, out of its log, beside everything else of the next set: for a time that
 * lies between two sets. The other way round, with the set before it, the database would be newer
 * than the disk, and that is never legal. This is legal and no more: the disk knows of work that
 * the database does not, so it is made only for somebody who asks for it.
 *
 * @param set whose database was fixed at that time or later, the first such that fits together
 * @param ahead how much later than the database the rest may be
 * @param passedOver nearer sets that were not chosen, and why, oldest first
 */
public record Combination(
    Snapshot snapshot,
    RecoverySet set,
    String store,
    Instant time,
    Duration ahead,
    List<String> passedOver) {
  public Combination {
    passedOver = List.copyOf(passedOver);
  }

  /**
   * Chooses.
   *
   * @throws HoldfastException HF-208 if no log holds that time, HF-702 if no set is as new
   */
  public static Combination at(Sets sets, LogEras logs, Instant time) {
    String store = logs.stores().stream().findFirst().orElseThrow(Combination::noLog);
    logs.of(store).find(Wanted.asOf(time));
    List<String> passedOver = new ArrayList<>();
    for (Snapshot snapshot : sets.list()) {
      try {
        RecoverySet set = sets.manifest(snapshot);
        Optional<Member> database =
            set.member(store).filter(member -> !member.point().to().isBefore(time));
        if (database.isEmpty()) {
          continue;
        }
        Optional<String> against = PointChoice.against(set);
        if (against.isEmpty()) {
          logs.of(store).find(Wanted.asOf(time).notBehind(logs.root(snapshot, database.get())));
          Duration ahead = Duration.between(time, set.point());
          return new Combination(snapshot, set, store, time, ahead, passedOver);
        }
        passedOver.add("%s: %s".formatted(snapshot.id().brief(), against.get()));
      } catch (HoldfastException unfit) {
        passedOver.add("%s: %s".formatted(snapshot.id().brief(), unfit.getMessage()));
      }
    }
    throw new HoldfastException(
        ErrorCode.ILLEGAL_PAIR,
        "The log has database '%s' as of %s, and no consistent set has a disk as new: the database would be newer than its disk%s"
            .formatted(
                store,
                time,
                passedOver.isEmpty() ? "" : "; passed over: " + String.join("; ", passedOver)),
        "Nothing was changed.",
        "Restore a whole set with --to alone; if the live disk is not lost, 'holdfast recover %s"
                .formatted(store)
            + " --to TIME' stands beside that.");
  }

  private static HoldfastException noLog() {
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        "No store of this installation has a log in the vault",
        "Nothing was changed.",
        "Restore a whole set with --to alone. A log is kept for a store of kind postgresql that has"
            + " 'physical'.");
  }
}
