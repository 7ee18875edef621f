package io.holdfast.stores;

import io.holdfast.capture.RestoreReport;
import io.holdfast.capture.TreeRestore;
import io.holdfast.capture.VerifyReport;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What every driver that keeps a tree does to bring it back: restore it, then read all of it again.
 */
public final class RestoredTree {
  private RestoredTree() {}

  /** See {@link StoreRestore#restore}. */
  public static List<String> restoreAndProve(
      BlobSource source, Node root, Path target, Clock clock, int threads, Progress progress) {
    BlobId tree = Objects.requireNonNull(root.subtree(), "a member is a directory");
    TreeRestore restore = new TreeRestore(source, clock, threads);
    RestoreReport report = restore.restore(root, target, progress);
    VerifyReport verified = restore.verify(tree, target, progress);
    if (!verified.identical()) {
      VerifyReport.Difference first = verified.differences().getFirst();
      throw new HoldfastException(
          ErrorCode.RESTORE_UNPROVED,
          "%d properties in %s are not as captured, the first: %s: %s is %s, captured was %s"
              .formatted(
                  verified.differenceCount(),
                  target,
                  first.path(),
                  first.what(),
                  first.found(),
                  first.expected()),
          "The vault is untouched, and nothing was put in the place of other data.",
          "Look at the disk below " + target + "; remove what was restored and restore again.");
    }
    return notes(report);
  }

  /** What is not exactly as captured although nothing is missing. */
  public static List<String> notes(RestoreReport report) {
    List<String> notes = new ArrayList<>();
    if (!report.ownersRestored()) {
      notes.add("the owners: only the superuser may give files away; all belong to this user");
    }
    report
        .notRestored()
        .forEach(one -> notes.add(one.path() + ": " + one.what() + ": " + one.reason()));
    long unnamed = report.notRestoredCount() - report.notRestored().size();
    if (unnamed > 0) {
      notes.add(unnamed + " more");
    }
    return notes;
  }
}
