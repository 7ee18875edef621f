package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast sets}. */
@Command(
    name = "sets",
    description = "List the sealed recovery sets, oldest first.",
    footer = {"", "Examples:", "  holdfast sets", "  holdfast sets --json"})
public final class SetsCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  SetsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      List<Snapshot> found = sets.list();
      if (found.isEmpty()) {
        output.line("There is no set of '%s' in this vault yet.", described.name());
      } else {
        output.line(
            "%-8s  %-19s  %-16s  %-12s  %9s  %10s",
            "SET", "SEALED", "GRADE", "RULE", "WINDOW", "SIZE");
      }
      found.forEach(snapshot -> tell(snapshot, sets.manifest(snapshot), output));
      output.summary(
          Output.object().put("installation", described.name()).put("sets", found.size()));
      return 0;
    }
  }

  private static void tell(Snapshot snapshot, RecoverySet set, Output output) {
    long bytes = set.members().stream().mapToLong(Member::bytes).sum();
    output.line(
        "%-8s  %-19s  %-16s  %-12s  %9s  %10s",
        snapshot.id().brief(),
        TIME.format(set.sealed()),
        set.grade().label(),
        set.rule(),
        Units.duration(set.window().suspended()),
        Units.bytes(bytes));
    output.event(
        "set",
        Output.object()
            .put("setId", snapshot.id().hex())
            .put("sealed", set.sealed().toString())
            .put("grade", set.grade().label())
            .put("rule", set.rule())
            .put("windowMillis", set.window().suspended().toMillis())
            .put("bytes", bytes));
  }
}
