package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.RecoverySetJson;
import io.holdfast.model.set.Window;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast show}. */
@Command(
    name = "show",
    description = "Show a set: its window, its members, and the evidence for its grade.",
    footer = {"", "Examples:", "  holdfast show", "  holdfast show 4f2a91c0 --json"})
public final class ShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private SetArgument set;

  ShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      Snapshot snapshot = sets.find(set.name());
      RecoverySet manifest = sets.manifest(snapshot);
      output.line("Set %s of %s", snapshot.id().hex(), manifest.installation());
      output.line("  grade      %s", manifest.grade().label());
      manifest.reasons().forEach(reason -> output.line("             because %s", reason));
      output.line(
          "  rule       %s, run %s on %s", manifest.rule(), manifest.run(), manifest.host());
      output.line(
          "  references %s resolved when it was sealed", Units.count(manifest.referencesChecked()));
      tellWindow(manifest, output);
      manifest.members().forEach(member -> tellMember(member, output));
      output.summary(
          Output.object()
              .put("setId", snapshot.id().hex())
              .set("set", RecoverySetJson.toJson(manifest)));
      return 0;
    }
  }

  private static void tellMember(Member member, Output output) {
    output.line("");
    output.line("%s (%s), at %s in the set", member.store(), member.kind(), member.path());
    output.line("  %s files, %s", Units.count(member.files()), Units.bytes(member.bytes()));
    member
        .evidence()
        .properties()
        .forEach(
            entry -> {
              String value = entry.getValue().toString();
              if (!value.equals("[]") && !value.equals("0") && !value.equals("{}")) {
                output.line("  %-18s %s", entry.getKey(), value);
              }
            });
  }

  /** The window as a timeline, each event with the time since the suspension was asked for. */
  private static void tellWindow(RecoverySet set, Output output) {
    Window window = set.window();
    Instant begin = window.requested();
    output.line("");
    if (begin == null) {
      output.line("Processing was not suspended.");
      return;
    }
    output.line(
        "Cold window of %s by %s, ended by %s",
        Units.duration(window.suspended()), window.driver(), window.endedBy());
    List<Moment> moments = new ArrayList<>();
    add(moments, begin, "suspension asked for");
    add(moments, window.quiet(), "quiet, proved");
    for (Member member : set.members()) {
      add(moments, member.point().to(), "fixed " + member.store());
    }
    add(moments, window.resumed(), "resumed");
    add(moments, set.sealed(), "sealed");
    moments.sort(Comparator.comparing(Moment::at));
    long total =
        Math.max(
            1,
            Duration.between(begin, window.resumed() == null ? set.sealed() : window.resumed())
                .toMillis());
    for (Moment moment : moments) {
      long since = Duration.between(begin, moment.at).toMillis();
      int width = (int) Math.min(30, since * 30 / total);
      output.line(
          "  %10s  %-31s %s",
          "+" + Units.duration(Duration.ofMillis(since)), "─".repeat(width) + "●", moment.what);
    }
  }

  private static void add(List<Moment> moments, @Nullable Instant at, String what) {
    if (at != null) {
      moments.add(new Moment(at, what));
    }
  }

  private record Moment(Instant at, String what) {}
}
