package io.holdfast.cli.report;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a prune of the vault is going to do, or did, for people and for scripts. */
public final class PruneText {
  private PruneText() {}

  public static List<String> lines(PrunePlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Needed by %s snapshots: %s blobs, %s"
            .formatted(
                Units.count(plan.snapshots()),
                Units.count(plan.neededBlobs()),
                Units.bytes(plan.neededBytes())));
    lines.add("  keep      " + text(plan.kept()));
    if (plan.besideWriters().count() > 0) {
      lines.add(
          "            %s of these may belong to a run at work"
              .formatted(text(plan.besideWriters())));
    }
    if (plan.cold().count() > 0) {
      lines.add("            %s of these are cold".formatted(text(plan.cold())));
    }
    lines.add("  condemn   " + text(plan.unneeded()));
    lines.add(
        "  repack    %s, of which %s are copied"
            .formatted(text(plan.repacked()), Units.bytes(plan.copiedBytes())));
    lines.add("  condemned before: " + text(plan.waiting()));
    return lines;
  }

  /** What was done; the plan that it followed is told by itself. */
  public static List<String> lines(PruneReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Condemned %s and deleted %s; %s wait for their grace to be over."
            .formatted(text(report.condemned()), text(report.deleted()), text(report.waiting())));
    if (report.revived().count() > 0) {
      lines.add(
          "%s are condemned no more: a snapshot needs them.".formatted(text(report.revived())));
    }
    return lines;
  }

  public static ObjectNode json(PrunePlan plan) {
    ObjectNode json =
        Output.object()
            .put("snapshots", plan.snapshots())
            .put("neededBlobs", plan.neededBlobs())
            .put("neededBytes", plan.neededBytes())
            .put("copiedBytes", plan.copiedBytes());
    put(json, "keep", plan.kept());
    put(json, "besideWriters", plan.besideWriters());
    put(json, "cold", plan.cold());
    put(json, "unneeded", plan.unneeded());
    put(json, "repack", plan.repacked());
    put(json, "waiting", plan.waiting());
    return json;
  }

  public static ObjectNode json(PruneReport report) {
    ObjectNode json = json(report.plan());
    put(json, "condemned", report.condemned());
    put(json, "revived", report.revived());
    put(json, "deleted", report.deleted());
    put(json, "waiting", report.waiting());
    return json;
  }

  public static void put(ObjectNode json, String name, Packs packs) {
    json.putObject(name).put("packs", packs.count()).put("bytes", packs.bytes());
  }

  /** How many and how much. */
  public static String text(Packs packs) {
    return "%s packs, %s".formatted(Units.count(packs.count()), Units.bytes(packs.bytes()));
  }
}
