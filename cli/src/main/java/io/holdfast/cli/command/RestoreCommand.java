package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.engine.LogEras;
import io.holdfast.engine.Placement;
import io.holdfast.engine.Restore;
import io.holdfast.engine.Sets;
import io.holdfast.engine.journal.Scratch;
import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.LogRecovery;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast restore}. */
@Command(
    name = "restore",
    description = "Bring a set back: files, then the database, then the proof.",
    footer = {
      "",
      "--in-place keeps the live data until the restored data is proved beside it, exchanges the"
          + " two,",
      "and keeps the old data under the name NAME.before-SET.",
      "",
      "Examples:",
      "  holdfast restore latest --into /restore/billing",
      "  holdfast restore --to '2026-11-23 03:00' --into /restore/billing --dry-run",
      "  holdfast restore --to '2026-11-23 10:17' --from-log --into /restore/billing",
      "  holdfast restore 4f2a91c0 --in-place --dry-run"
    })
public final class RestoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private LimitOptions limits;
  @Mixin private SetArgument set;

  @ArgGroup(multiplicity = "1")
  private Where where;

  @Option(
      names = "--to",
      paramLabel = "TIME|SET",
      description = {
        "In place of SET: the newest consistent set that has nothing later than this time in it.",
        "With an offset (2026-11-23T03:00:00Z), or in this machine's time zone."
      })
  private @Nullable String to;

  @Option(
      names = "--from-log",
      description = {
        "With --to TIME: the database as of exactly this time out of its log, and all else of the",
        "first set after it. Legal, because the disk is then newer; not consistent."
      })
  private boolean fromLog;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  /** One of the two must be said. */
  static final class Where {
    @Option(names = "--into", paramLabel = "DIR", description = "A directory that is new or empty.")
    private @Nullable Path into;

    @Option(names = "--in-place", description = "Where the configuration says the stores are.")
    boolean inPlace;
  }

  RestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    surroundings.tellLimits();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      ChosenPoint chosen = choose(described, vault, sets);
      Snapshot snapshot = chosen.snapshot();
      RecoverySet manifest = sets.manifest(snapshot);
      Restore whole =
          new Restore(
              described,
              vault,
              InstallationOption.providers(),
              surroundings.clock(),
              surroundings.threads());
      Restore restore = chosen.combination().map(whole::with).orElse(whole);
      Path into = where.into;
      if (dryRun) {
        tellPlan(
            snapshot,
            into == null
                ? restore.planInPlace(
                    snapshot, manifest, InstallationOption.state(described, surroundings))
                : restore.planInto(snapshot, manifest, into.toAbsolutePath().normalize()));
        return 0;
      }
      if (into != null) {
        return tell(
            snapshot, manifest, restore.into(snapshot, manifest, into, surroundings.progress()));
      }
      // No backup may look at the live data while it is exchanged, and no second restore may begin.
      Path state = InstallationOption.state(described, surroundings);
      try (StateDirectory alone = StateDirectory.lock(state);
          Scratch scratch = Scratch.in(state, surroundings.randomness())) {
        return tell(
            snapshot,
            manifest,
            restore.inPlace(snapshot, manifest, scratch.directory(), surroundings.progress()));
      }
    }
  }

  private ChosenPoint choose(Installation described, Vault vault, Sets sets) {
    Optional<Instant> time =
        Optional.ofNullable(to).flatMap(text -> TimeText.parse(text, ZoneId.systemDefault()));
    if (to != null && set.isGiven()) {
      throw usage("Both a set and --to are given", "Give one of them.");
    }
    if (fromLog && time.isEmpty()) {
      throw usage("--from-log needs a time", "Give it with --to, like '2026-11-23 03:17'.");
    }
    if (time.isEmpty()) {
      return ChosenPoint.of(sets.find(to == null ? set.name() : to));
    }
    LogEras logs =
        new LogEras(described, vault, InstallationOption.providers(), surroundings.clock());
    return fromLog
        ? ChosenPoint.fromLog(sets, logs, time.get(), surroundings.output())
        : ChosenPoint.whole(sets, logs, time.get(), surroundings.output());
  }

  private static HoldfastException usage(String what, String next) {
    return new HoldfastException(ErrorCode.USAGE, what, "Nothing was done.", next);
  }

  private void tellPlan(Snapshot snapshot, List<Placement> placements) {
    Output output = surroundings.output();
    output.line("Set %s would be restored so:", snapshot.id().brief());
    ObjectNode summary = Output.object().put("setId", snapshot.id().hex()).put("dryRun", true);
    list(placements, summary);
    output.summary(summary);
  }

  private int tell(Snapshot snapshot, RecoverySet manifest, Restore.Report report) {
    Output output = surroundings.output();
    output.line("Restored set %s, grade %s:", snapshot.id().brief(), manifest.grade().label());
    report
        .fromLog()
        .ifPresent(
            recovered ->
                output.line(
                    "  its database came out of the log: up to %s, last transaction %s",
                    recovered.place(), last(recovered)));
    ObjectNode summary =
        Output.object()
            .put("setId", snapshot.id().hex())
            .put("grade", manifest.grade().label())
            .put("referencesChecked", report.closure().references())
            .put("orphans", report.closure().orphans());
    list(report.placements(), summary);
    output.line(
        "  proved: every file read back, %s references resolve",
        Units.count(report.closure().references()));
    Orphans.tell(report.closure(), output);
    report.kept().forEach(kept -> output.line("  the old data is kept: %s", kept));
    report.notes().forEach(note -> output.line("  not restored exactly: %s", note));
    report.unchecked().forEach(one -> output.line("  not looked at: %s", one));
    report.kept().forEach(summary.putArray("kept")::add);
    report.notes().forEach(summary.putArray("notes")::add);
    report
        .fromLog()
        .ifPresent(
            recovered ->
                summary
                    .putObject("fromLog")
                    .put("reached", recovered.place())
                    .put("lastCommit", recovered.lastCommit().map(Instant::toString).orElse(null)));
    report.unchecked().forEach(summary.putArray("unchecked")::add);
    output.summary(summary);
    return report.notes().isEmpty() ? 0 : ErrorCode.METADATA_NOT_RESTORED.exitCode();
  }

  private static String last(LogRecovery.Recovered recovered) {
    return recovered.lastCommit().map(Instant::toString).orElse("before the base backup");
  }

  private void list(List<Placement> placements, ObjectNode summary) {
    var listed = summary.putArray("stores");
    for (Placement placement : placements) {
      surroundings.output().line("  %-20s → %s", placement.member().store(), placement.where());
      ObjectNode one = listed.addObject().put("store", placement.member().store());
      if (placement.server().isEmpty()) {
        one.put("directory", placement.directory().toString());
      } else {
        one.put("server", placement.where());
      }
    }
  }
}
