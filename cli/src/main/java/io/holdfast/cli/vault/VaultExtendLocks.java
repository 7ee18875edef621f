package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.vault.Vault;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.retention.LockPlan;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault extend-locks}. */
@Command(
    name = "extend-locks",
    description = "Lock what snapshots need for as long as these must be kept.",
    footer = {
      "",
      "Object Lock keeps a pack for a time that begins when it is written. A newer snapshot that",
      "uses it is protected no longer than that, unless its lock is extended. No lock is ever made",
      "shorter. It needs no right to delete or to write; run it every day, after the backup.",
      "",
      "Examples:",
      "  holdfast vault extend-locks --dry-run",
      "  holdfast vault extend-locks"
    })
public final class VaultExtendLocks implements Callable<Integer> {
  /** AWS's list price for S3 Standard in us-east-1; for an order of magnitude, wherever it is. */
  private static final double DOLLARS_PER_LOOK = 0.40e-6;

  /** The same, for a request that writes. */
  private static final double DOLLARS_PER_WRITE = 5.00e-6;

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  VaultExtendLocks(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      LockPlan plan = opened.storeLocks().plan(surroundings.progress());
      tell(plan, output);
      if (!dryRun) {
        opened.storeLocks().extend(plan, surroundings.progress());
        output.line("Extended %s.", text(plan.extended()));
      }
      output.summary(summary(plan).put("dryRun", dryRun));
      return 0;
    }
  }

  private static void tell(LockPlan plan, Output output) {
    if (plan.snapshots() == 0) {
      output.line("No snapshot is locked, held or within a minimum retention.");
      return;
    }
    output.line(
        "%s snapshots must be kept, the last until %s. What they need is",
        Units.count(plan.snapshots()), plan.until());
    output.line("  locked for long enough  %s", text(plan.enough()));
    output.line("  to be locked for longer %s", text(plan.extended()));
    output.line(
        "%s requests to look and %s to extend: about %s USD in all.",
        Units.count(plan.looks()), Units.count(plan.extended().count()), dollars(plan));
  }

  private static String text(Packs objects) {
    return "%s objects, %s".formatted(Units.count(objects.count()), Units.bytes(objects.bytes()));
  }

  private static String dollars(LockPlan plan) {
    double cost =
        (plan.looks() + plan.extended().count()) * DOLLARS_PER_LOOK
            + plan.extended().count() * DOLLARS_PER_WRITE;
    return cost < 0.01 ? "0.01" : String.format(Locale.ROOT, "%.2f", cost);
  }

  private static ObjectNode summary(LockPlan plan) {
    ObjectNode summary =
        Output.object()
            .put("snapshots", plan.snapshots())
            .put("until", plan.until().toString())
            .put("looks", plan.looks());
    put(summary, "enough", plan.enough());
    put(summary, "extended", plan.extended());
    return summary;
  }

  private static void put(ObjectNode json, String name, Packs objects) {
    json.putObject(name).put("objects", objects.count()).put("bytes", objects.bytes());
  }
}
