package io.holdfast.stores.files;

import io.holdfast.capture.AuditReport;
import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Counts;
import io.holdfast.capture.RoundReport;
import io.holdfast.capture.SweepReport;
import io.holdfast.model.installation.Rule;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a captured tree, as the manifest keeps it ({@code docs/spec/recovery-set.md}).
 */
final class TreeEvidence {
  private static final String SETTLED_BEFORE = "settledBefore";

  private final ObjectNode json = JsonMapper.shared().createObjectNode();

  private TreeEvidence(String sweep, Instant settledBefore) {
    json.put("sweep", sweep).put(SETTLED_BEFORE, settledBefore.toString());
  }

  /** {@code settledBefore} of an earlier member, if it was kept and is a time. */
  static Optional<Instant> settledBefore(ObjectNode evidence) {
    try {
      return Optional.of(Instant.parse(evidence.path(SETTLED_BEFORE).asString("")));
    } catch (DateTimeParseException absent) {
      return Optional.empty();
    }
  }

  /**
   * @param settledBefore what was changed earlier is what this capture has, certainly
   * @param noSnapshot why the tree was not fixed by a snapshot
   */
  static TreeEvidence swept(Rule.Sweep sweep, Instant settledBefore, String noSnapshot) {
    TreeEvidence evidence = new TreeEvidence(sweep.name().toLowerCase(Locale.ROOT), settledBefore);
    evidence.json.put("noSnapshot", noSnapshot);
    return evidence;
  }

  /**
   * @param kind of the file system that took the snapshot
   */
  static TreeEvidence snapshot(String kind, Instant settledBefore) {
    TreeEvidence evidence = new TreeEvidence("snapshot", settledBefore);
    evidence.json.put("snapshot", kind);
    return evidence;
  }

  TreeEvidence rounds(List<RoundReport> rounds, Rule.Sweep sweep) {
    ArrayNode warm = json.putArray("warmRounds");
    for (RoundReport round : rounds) {
      ObjectNode one =
          warm.addObject()
              .put("files", round.files())
              .put("changedFiles", round.changedFiles())
              .put("changedBytes", round.changedBytes())
              .put("millis", round.elapsed().toMillis());
      if (round.dirtyFilesPerSecond() != null && round.dirtyBytesPerSecond() != null) {
        one.put("dirtyFilesPerSecond", rounded(round.dirtyFilesPerSecond()))
            .put("dirtyBytesPerSecond", rounded(round.dirtyBytesPerSecond()));
      }
      one.put("predictedWindowMillis", round.predicted(sweep).toMillis());
    }
    return this;
  }

  private static double rounded(double rate) {
    return Math.round(rate * 10) / 10.0;
  }

  TreeEvidence inWindow(SweepReport sweep) {
    json.putObject("inWindow")
        .put("lookedFiles", sweep.files())
        .put("lookedDirectories", sweep.directories())
        .put("changedFiles", sweep.changedFiles())
        .put("spooledBytes", sweep.spooledBytes())
        .put("arrivals", sweep.arrivals())
        .put("workers", sweep.workers())
        .put("millis", sweep.elapsed().toMillis());
    return this;
  }

  TreeEvidence audit(AuditReport audit) {
    json.putObject("late")
        .put("files", audit.lateFiles())
        .put("bytes", audit.lateBytes())
        .put("millis", audit.elapsed().toMillis());
    json.put("unprovedCount", audit.unprovedCount());
    ArrayNode unproved = json.putArray("unproved");
    audit
        .unproved()
        .forEach(one -> unproved.addObject().put("path", one.path()).put("reason", one.reason()));
    return this;
  }

  ObjectNode of(CapturedTree tree) {
    json.put("audited", tree.audited());
    counts(tree.counts());
    names(tree);
    return json;
  }

  private void counts(Counts counts) {
    json.put("directories", counts.directories())
        .put("symlinks", counts.symlinks())
        .put("otherEntries", counts.others())
        .put("arrivals", counts.arrivals())
        .put("excludedCount", counts.excluded())
        .put("excludedBytes", counts.excludedBytes())
        .put("skippedCount", counts.skipped())
        .put("tornCount", counts.torn())
        .put("writtenInWindowCount", counts.writtenInWindow());
  }

  /** The first thousand of each; the counts beside them are complete. */
  private void names(CapturedTree tree) {
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
