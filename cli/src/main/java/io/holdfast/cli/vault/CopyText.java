package io.holdfast.cli.vault;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.vault.copy.CopyReport;
import tools.jackson.databind.node.ObjectNode;

/** What a copy has done, for people and for scripts. */
public final class CopyText {
  private CopyText() {}

  /** Tells each snapshot and then how many. */
  public static void tell(CopyReport report, String target, Output output) {
    for (CopyReport.Copied copied : report.copied()) {
      String id = copied.source().id().hex();
      output.event(
          "copied",
          Output.object()
              .put("target", target)
              .put("snapshotId", id)
              .put("copyId", copied.copy().hex()));
    }
    for (CopyReport.Failed failed : report.failed()) {
      output.line(
          "%s is not copied: %s %s",
          failed.source().id().brief(), failed.why().code().code(), failed.why().getMessage());
      output.event(
          "notCopied",
          Output.object()
              .put("target", target)
              .put("snapshotId", failed.source().id().hex())
              .put("code", failed.why().code().code())
              .put("message", failed.why().getMessage()));
    }
    output.line(
        "Copied %s to %s%s: %s blobs, %s%s.",
        snapshots(report.copied().size()),
        target,
        report.alreadyThere().isEmpty()
            ? ""
            : " (" + Units.count(report.alreadyThere().size()) + " were there)",
        Units.count(report.blobs()),
        Units.bytes(report.bytes()),
        report.sameKey() ? ", sealed as they were" : "");
  }

  public static ObjectNode json(CopyReport report, String target) {
    return Output.object()
        .put("target", target)
        .put("sameKey", report.sameKey())
        .put("copied", report.copied().size())
        .put("alreadyThere", report.alreadyThere().size())
        .put("failed", report.failed().size())
        .put("blobs", report.blobs())
        .put("bytes", report.bytes());
  }

  static String snapshots(int count) {
    return Units.count(count) + (count == 1 ? " snapshot" : " snapshots");
  }
}
