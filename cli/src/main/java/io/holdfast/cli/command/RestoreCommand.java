package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.engine.Placement;
import io.holdfast.engine.PointChoice;
import io.holdfast.engine.Restore;
import io.holdfast.engine.Sets;
import io.holdfast.engine.journal.Scratch;
import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.RecoverySet;
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
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      Snapshot snapshot = choose(sets);
      RecoverySet manifest = sets.manifest(snapshot);
      Restore restore =
          new Restore(
              described,
              vault,
              InstallationOption.providers(),
              surroundings.clock(),
              surroundings.threads());
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

  private Snapshot choose(Sets sets) {
    String wanted = to;
    if (wanted == null) {
      return sets.find(set.name());
    }
    if (set.isGiven()) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "Both a set and --to are given",
          "Nothing was done.",
          "Give one of them.");
    }
    Optional<Instant> time = TimeText.parse(wanted, ZoneId.systemDefault());
    if (time.isEmpty()) {
      return sets.find(wanted);
    }
    PointChoice choice = PointChoice.at(sets, time.get());
    Output output = surroundings.output();
    output.line(
        "Set %s of %s is the newest that has nothing later than %s in it: %s before that is lost.",
        choice.snapshot().id().brief(),
        choice.set().point(),
        time.get(),
        Units.duration(choice.lost()));
    choice.passedOver().forEach(one -> output.line("  passed over: %s", one));
    ObjectNode chosen =
        Output.object()
            .put("setId", choice.snapshot().id().hex())
            .put("to", time.get().toString())
            .put("point", choice.set().point().toString())
            .put("lostMillis", choice.lost().toMillis());
    choice.passedOver().forEach(chosen.putArray("passedOver")::add);
    output.event("chosen", chosen);
    return choice.snapshot();
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
    report.unchecked().forEach(summary.putArray("unchecked")::add);
    output.summary(summary);
    return report.notes().isEmpty() ? 0 : ErrorCode.METADATA_NOT_RESTORED.exitCode();
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
