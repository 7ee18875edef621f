package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.engine.Recovery;
import io.holdfast.engine.journal.Scratch;
import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.stores.LogRecovery;
import io.holdfast.vault.Vault;
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
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast recover}. */
@Command(
    name = "recover",
    description = "Bring a database back by its log, to the log's end or to a time.",
    footer = {
      "",
      "For a database that is lost while the disk is not: what comes back is older than the disk,",
      "as it must be, and every file that it names is looked up there. For a store of kind",
      "postgresql with 'physical', whose log 'holdfast receive' or a backup has brought into the",
      "vault; and of kind derby with 'logArchive', whose log is still on the disk: it is followed",
      "from the newest set's backup to its end. If the disk is lost too, restore a set.",
      "",
      "Examples:",
      "  holdfast recover system-database --dry-run --in-place",
      "  holdfast recover system-database --in-place",
      "  holdfast recover system-database --to '2026-11-23 03:17' --into /restore/database"
    })
public final class RecoverCommand implements Callable<Integer> {
  private static final String END = "end";

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private LimitOptions limits;

  @Parameters(paramLabel = "STORE", description = "The store's name in the configuration.")
  private String store;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = END,
      description = {
        "What was committed by then, by the server's clock; 'end' (the default) for all there is.",
        "A Derby log has no times.",
        "With an offset (2026-11-23T03:00:00Z), or in this machine's time zone."
      })
  private String to;

  @Option(names = "--dry-run", description = "Say which times there are, and do nothing.")
  private boolean dryRun;

  @ArgGroup(multiplicity = "1")
  private Where where;

  /** One of the two must be said. */
  static final class Where {
    @Option(names = "--into", paramLabel = "DIR", description = "A directory that is new or empty.")
    private @Nullable Path into;

    @Option(names = "--in-place", description = "Where the configuration has it.")
    boolean inPlace;
  }

  RecoverCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Instant> time = time();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      Recovery recovery =
          new Recovery(
              described,
              store,
              vault,
              InstallationOption.providers(),
              surroundings.clock(),
              surroundings.threads());
      if (dryRun) {
        return tellSpans(recovery.spans());
      }
      Path into = where.into;
      if (into != null) {
        return tell(recovery.into(time, into, surroundings.progress()));
      }
      Path state = InstallationOption.state(described, surroundings);
      try (StateDirectory alone = StateDirectory.lock(state);
          Scratch scratch = Scratch.in(state, surroundings.randomness())) {
        return tell(recovery.inPlace(time, scratch.directory(), surroundings.progress()));
      }
    }
  }

  private Optional<Instant> time() {
    if (to.equals(END)) {
      return Optional.empty();
    }
    Optional<Instant> time = TimeText.parse(to, ZoneId.systemDefault());
    if (time.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "'%s' is no time".formatted(to),
          "Nothing was done.",
          "Write it like '2026-11-23 03:17' or 2026-11-23T03:17:00Z, or 'end'.");
    }
    return time;
  }

  private int tellSpans(List<LogRecovery.Span> spans) {
    Output output = surroundings.output();
    ArrayNode listed = Output.object().putArray("spans");
    output.line(
        spans.isEmpty()
            ? "There is no log of '%s' to follow."
            : "The log of '%s' is there for these times:",
        store);
    for (LogRecovery.Span span : spans) {
      output.line("  %s to %s, up to %s", span.from(), span.until(), span.end());
      listed
          .addObject()
          .put("from", span.from().toString())
          .put("until", span.until().toString())
          .put("end", span.end());
    }
    ObjectNode summary = Output.object().put("store", store).put("dryRun", true);
    summary.set("spans", listed);
    output.summary(summary);
    return 0;
  }

  private int tell(Recovery.Report report) {
    Output output = surroundings.output();
    LogRecovery.Recovered recovered = report.recovered();
    String last = recovered.lastCommit().map(time -> "; its last transaction: " + time).orElse("");
    output.line("Recovered '%s' to %s%s.", store, recovered.place(), last);
    if (recovered.isEnd()) {
      output.line("  that is the end of the log; what came after it is not there");
    }
    report
        .unproved()
        .ifPresentOrElse(
            why -> output.line("  not proved: %s", why),
            () ->
                output.line(
                    "  proved: every row read, %s references resolve on the disk as it is",
                    Units.count(report.closure().references())));
    Orphans.tell(report.closure(), output);
    report.kept().ifPresent(kept -> output.line("  the old data is kept: %s", kept));
    recovered.notes().forEach(note -> output.line("  not restored exactly: %s", note));
    ObjectNode summary =
        Output.object()
            .put("store", store)
            .put("reached", recovered.place())
            .put("lastCommit", recovered.lastCommit().map(Instant::toString).orElse(null))
            .put("end", recovered.isEnd())
            .put("referencesChecked", report.closure().references())
            .put("orphans", report.closure().orphans());
    report.kept().stream().forEach(summary.putArray("kept")::add);
    ArrayNode notes = summary.putArray("notes");
    report.unproved().ifPresent(notes::add);
    recovered.notes().forEach(notes::add);
    output.summary(summary);
    return notes.isEmpty() ? 0 : ErrorCode.METADATA_NOT_RESTORED.exitCode();
  }
}
