package io.holdfast.capture;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.util.List;

/**
 * A tree that is in the vault's keeping.
 *
 * @param rootNode the root directory itself, with {@code tree} as its subtree
 * @param excluded and the other lists: the first {@link #LISTED} of each, sorted by path; {@code
 *     counts} has the full numbers
 * @param audited whether the tree was looked at again after the window
 */
public record CapturedTree(
    BlobId tree,
    Node rootNode,
    Counts counts,
    List<Excluded> excluded,
    List<Skipped> skipped,
    List<Torn> torn,
    List<WrittenInWindow> writtenInWindow,
    List<MountPoint> mountPoints,
    boolean audited) {
  /** How many of a kind are named. */
  public static final int LISTED = 1000;

  public CapturedTree {
    excluded = List.copyOf(excluded);
    skipped = List.copyOf(skipped);
    torn = List.copyOf(torn);
    writtenInWindow = List.copyOf(writtenInWindow);
    mountPoints = List.copyOf(mountPoints);
  }

  /** Whether everything that should have been captured was, and none of it changed while read. */
  public boolean whole() {
    return counts.skipped() == 0 && counts.torn() == 0;
  }
}
