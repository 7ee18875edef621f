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
import java.util.List;
import java.util.Objects;

/** What every driver that keeps a tree does to bring it back: restore it, then read all of it again. */
public final class RestoredTree {
  private RestoredTree() {}

  /** See {@link StoreRestore#restore}. */
  public static List<String> restoreAndProve(
      BlobSource source, Node root, Path target, Clock clock, int threads, Progress progress) {
    BlobId tree = Objects.requireNonNull(root.subtree(), "a member is a directory");
    TreeRestore restore = new TreeRestore(source, clock, threads);
    RestoreReport report = restore.restore(tree, target, progress);
    VerifyReport verified = restore.verify(tree, target, progress);
    if (!verified.differences().isEmpty()) {
      throw new HoldfastException(
          ErrorCode.RESTORE_UNPROVED,
          "%d entries in %s are not what was captured, the first: %s"
              .formatted(verified.differences().size(), target, verified.differences().getFirst()),
          "The vault is untouched, and nothing was put in the place of other data.",
          "Look at the disk below " + target + "; remove what was restored and restore again.");
    }
    return report.notRestored();
  }
}
