package io.holdfast.vault.browse;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code SNAPSHOT[:PATH]} names.
 *
 * @param path the names from the snapshot's root; empty for the root itself
 * @param node null for the root, which has no entry of its own
 */
public record SnapshotPath(Snapshot snapshot, List<FileName> path, @Nullable Node node) {
  public SnapshotPath {
    path = List.copyOf(path);
  }

  /**
   * Finds it. The snapshot is an id, the beginning of one, or {@code latest}; the path begins after
   * the first colon.
   *
   * @throws HoldfastException HF-208 if there is no such snapshot or path, HF-209 if several
   *     snapshots fit
   */
  public static SnapshotPath find(Vault vault, String name) {
    int colon = name.indexOf(':');
    Snapshot snapshot = vault.find(colon < 0 ? name : name.substring(0, colon), any -> true);
    String slashPath = colon < 0 ? "" : name.substring(colon + 1);
    List<FileName> path = new ArrayList<>();
    for (String part : slashPath.split("/")) {
      if (!part.isEmpty() && !part.equals(".")) {
        path.add(FileName.of(part));
      }
    }
    if (path.isEmpty()) {
      return new SnapshotPath(snapshot, path, null);
    }
    Optional<Node> node = TreeWalk.find(vault, snapshot.tree(), slashPath);
    return new SnapshotPath(snapshot, path, node.orElseThrow(() -> missing(snapshot, slashPath)));
  }

  private static HoldfastException missing(Snapshot snapshot, String slashPath) {
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        "Snapshot " + snapshot.id().brief() + " has no " + slashPath,
        "Nothing was changed.",
        "List what it has with 'holdfast vault ls " + snapshot.id().brief() + "'.");
  }

  /** The directory that is named, or null if it is something else. */
  public @Nullable BlobId tree() {
    Node found = node;
    return found == null ? snapshot.tree() : found.subtree();
  }

  /**
   * The directory that is named.
   *
   * @throws HoldfastException HF-201 if it is something else
   */
  public BlobId requireTree() {
    BlobId tree = tree();
    if (tree == null) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          display(path) + " in snapshot " + snapshot.id().brief() + " is not a directory",
          "Nothing was changed.",
          "Name a directory; 'holdfast vault dump' brings back a single file.");
    }
    return tree;
  }

  /** A path for people, relative to the snapshot's root; {@code .} is the root. */
  public static String display(List<FileName> path) {
    StringBuilder text = new StringBuilder();
    for (FileName name : path) {
      text.append(text.isEmpty() ? "" : "/").append(name.display());
    }
    return text.isEmpty() ? "." : text.toString();
  }
}
