package io.holdfast.stores.files;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Counts;
import io.holdfast.capture.RoundReport;
import io.holdfast.capture.SweepReport;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a captured tree, as the manifest keeps it ({@code docs/spec/recovery-set.md}).
 */
final class TreeEvidence {
  private static final String SETTLED_BEFORE = "settledBefore";

  private TreeEvidence() {}

  /** {@code settledBefore} of an earlier member, if it was kept and is a time. */
  static Optional<Instant> settledBefore(ObjectNode evidence) {
    try {
      return Optional.of(Instant.parse(evidence.path(SETTLED_BEFORE).asString("")));
    } catch (DateTimeParseException absent) {
      return Optional.empty();
    }
  }

  static ObjectNode of(
      List<RoundReport> rounds, SweepReport sweep, CapturedTree tree, Instant settledBefore) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("sweep", "full").put("audited", tree.audited());
    json.put(SETTLED_BEFORE, settledBefore.toString());
    ArrayNode warm = json.putArray("warmRounds");
    for (RoundReport round : rounds) {
      warm.addObject()
          .put("files", round.files())
          .put("changedFiles", round.changedFiles())
          .put("changedBytes", round.changedBytes())
          .put("millis", round.elapsed().toMillis());
    }
    json.putObject("inWindow")
        .put("changedFiles", sweep.changedFiles())
        .put("spooledBytes", sweep.spooledBytes())
        .put("arrivals", tree.counts().arrivals())
        .put("millis", sweep.elapsed().toMillis());
    counts(json, tree.counts());
    names(json, tree);
    return json;
  }

  private static void counts(ObjectNode json, Counts counts) {
    json.put("directories", counts.directories())
        .put("symlinks", counts.symlinks())
        .put("otherEntries", counts.others())
        .put("excludedCount", counts.excluded())
        .put("excludedBytes", counts.excludedBytes())
        .put("skippedCount", counts.skipped())
        .put("tornCount", counts.torn())
        .put("writtenInWindowCount", counts.writtenInWindow());
  }

  /** The first thousand of each; the counts beside them are complete. */
  private static void names(ObjectNode json, CapturedTree tree) {
    ArrayNode excluded = json.putArray("excluded");
    tree.excluded()
        .forEach(
            one ->
                excluded
                    .addObject()
                    .put("path", one.path())
                    .put("rule", one.rule())
                    .put("bytes", one.size()));
    ArrayNode skipped = json.putArray("skipped");
    tree.skipped()
        .forEach(one -> skipped.addObject().put("path", one.path()).put("reason", one.reason()));
    ArrayNode torn = json.putArray("torn");
    tree.torn()
        .forEach(one -> torn.addObject().put("path", one.path()).put("attempts", one.attempts()));
    ArrayNode written = json.putArray("writtenInWindow");
    tree.writtenInWindow()
        .forEach(
            one ->
                written
                    .addObject()
                    .put("path", one.path())
                    .put("changed", one.changed().toString()));
    ArrayNode mounts = json.putArray("mountPoints");
    tree.mountPoints().forEach(mount -> mounts.add(mount.path()));
  }
}
