package io.holdfast.cli.command;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Combination;
import io.holdfast.engine.LogEras;
import io.holdfast.engine.PointChoice;
import io.holdfast.engine.Sets;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The set that a restore takes everything from, or everything but the database.
 *
 * @param combination empty if the database is the set's own
 */
record ChosenPoint(Snapshot snapshot, Optional<Combination> combination) {
  /** A set that was named. */
  static ChosenPoint of(Snapshot snapshot) {
    return new ChosenPoint(snapshot, Optional.empty());
  }

  /** The newest set that has nothing later than a time in it; tells what is lost by it. */
  static ChosenPoint whole(Sets sets, LogEras logs, Instant time, Output output) {
    PointChoice choice = PointChoice.at(sets, time);
    output.line(
        "Set %s of %s is the newest that has nothing later than %s in it: %s before that is lost.",
        choice.snapshot().id().brief(), choice.set().point(), time, Units.duration(choice.lost()));
    choice.passedOver().forEach(one -> output.line("  passed over: %s", one));
    ObjectNode chosen =
        Output.object()
            .put("setId", choice.snapshot().id().hex())
            .put("to", time.toString())
            .put("point", choice.set().point().toString())
            .put("lostMillis", choice.lost().toMillis());
    choice.passedOver().forEach(chosen.putArray("passedOver")::add);
    if (!logs.stores().isEmpty() && !choice.lost().isZero()) {
      tellOther(sets, logs, time, output, chosen.putObject("fromLog"));
    }
    output.event("chosen", chosen);
    return of(choice.snapshot());
  }

  /** What {@code --from-log} would make of it, or why not: nothing here is in a whole set's way. */
  private static void tellOther(
      Sets sets, LogEras logs, Instant time, Output output, ObjectNode json) {
    try {
      Combination other = Combination.at(sets, logs, time);
      output.line(
          "  with --from-log: database '%s' as of that time, beside a disk that is %s newer (set"
              + " %s)",
          other.store(), Units.duration(other.ahead()), other.snapshot().id().brief());
      describe(other, json);
    } catch (HoldfastException refused) {
      output.line("  --from-log would be refused: %s", refused.getMessage());
      json.put("refused", refused.getMessage());
    }
  }

  /** The database of a time out of its log, beside the rest of the set after it. */
  static ChosenPoint fromLog(Sets sets, LogEras logs, Instant time, Output output) {
    Combination combination = Combination.at(sets, logs, time);
    output.line(
        "Database '%s' as of %s out of its log; the rest of set %s, up to %s newer.",
        combination.store(),
        time,
        combination.snapshot().id().brief(),
        Units.duration(combination.ahead()));
    output.line("  that is legal, and not consistent: the disk knows of work that the database");
    output.line("  does not, and which is done again where nothing else prevents it");
    combination.passedOver().forEach(one -> output.line("  passed over: %s", one));
    ObjectNode json = Output.object().put("to", time.toString());
    describe(combination, json);
    combination.passedOver().forEach(json.putArray("passedOver")::add);
    output.event("combined", json);
    return new ChosenPoint(combination.snapshot(), Optional.of(combination));
  }

  private static void describe(Combination combination, ObjectNode json) {
    json.put("setId", combination.snapshot().id().hex())
        .put("store", combination.store())
        .put("point", combination.set().point().toString())
        .put("aheadMillis", combination.ahead().toMillis());
  }
}
