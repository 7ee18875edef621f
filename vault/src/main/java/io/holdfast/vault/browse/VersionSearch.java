package io.holdfast.vault.browse;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.PathPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which snapshots have an entry, and in which versions. All snapshots are walked side by side: at
 * each path, trees that are the same are read once, however many snapshots share them, and all
 * versions of an entry are known when it is met.
 */
public final class VersionSearch {
  /**
   * One state of an entry and the snapshots that have it, newest first.
   *
   * @param node as the newest of them has it
   */
  public record Version(Node node, List<Snapshot> snapshots) {
    public Version {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** Told of each path that fits. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param path valid during the call
     * @param versions the newest first
     * @return whether to go on
     */
    boolean found(List<FileName> path, List<Version> versions);
  }

  /** All entries of one name. */
  private record Group(FileName name, Map<Essence, Found> versions) {
    /** The distinct directories of this name, each with the snapshots that have it. */
    Map<BlobId, List<Snapshot>> subtrees() {
      Map<BlobId, List<Snapshot>> trees = new LinkedHashMap<>();
      for (Found found : versions.values()) {
        BlobId subtree = found.node.subtree();
        if (subtree != null) {
          trees.computeIfAbsent(subtree, any -> new ArrayList<>()).addAll(found.snapshots);
        }
      }
      return trees;
    }
  }

  private record Found(Node node, List<Snapshot> snapshots) {}

  private final BlobSource source;
  private final List<PathPattern> patterns;
  private final Listener listener;

  /**
   * @param patterns an entry is found if one of them fits the entry itself
   */
  public VersionSearch(BlobSource source, List<PathPattern> patterns, Listener listener) {
    this.source = source;
    this.patterns = List.copyOf(patterns);
    this.listener = listener;
  }

  /** Searches these snapshots, which are ordered newest first. */
  public void run(List<Snapshot> snapshots) {
    Map<BlobId, List<Snapshot>> roots = new LinkedHashMap<>();
    for (Snapshot snapshot : snapshots) {
      roots.computeIfAbsent(snapshot.tree(), any -> new ArrayList<>()).add(snapshot);
    }
    Deque<Iterator<Group>> open = new ArrayDeque<>();
    List<FileName> path = new ArrayList<>();
    List<FileName> view = Collections.unmodifiableList(path);
    open.push(groups(roots).iterator());
    while (!open.isEmpty()) {
      if (!open.element().hasNext()) {
        open.pop();
        if (!open.isEmpty()) {
          path.removeLast();
        }
        continue;
      }
      Group group = open.element().next();
      path.add(group.name());
      if (patterns.stream().anyMatch(pattern -> pattern.matches(view))
          && !listener.found(view, versions(group))) {
        return;
      }
      Map<BlobId, List<Snapshot>> below = group.subtrees();
      if (!below.isEmpty() && patterns.stream().anyMatch(one -> one.mayCoverBelow(view))) {
        open.push(groups(below).iterator());
      } else {
        path.removeLast();
      }
    }
  }

  private List<Group> groups(Map<BlobId, List<Snapshot>> trees) {
    Map<FileName, Group> groups = new TreeMap<>();
    for (Map.Entry<BlobId, List<Snapshot>> tree : trees.entrySet()) {
      for (Node node : source.tree(tree.getKey()).nodes()) {
        groups
            .computeIfAbsent(node.name(), name -> new Group(name, new LinkedHashMap<>()))
            .versions()
            .computeIfAbsent(Essence.of(node), any -> new Found(node, new ArrayList<>()))
            .snapshots()
            .addAll(tree.getValue());
      }
    }
    return List.copyOf(groups.values());
  }

  private static List<Version> versions(Group group) {
    List<Version> versions = new ArrayList<>();
    for (Found found : group.versions().values()) {
      List<Snapshot> newestFirst = new ArrayList<>(found.snapshots());
      newestFirst.sort(Snapshot.BY_TIME.reversed());
      versions.add(new Version(found.node(), newestFirst));
    }
    versions.sort(
        (one, other) ->
            Snapshot.BY_TIME.compare(other.snapshots().getFirst(), one.snapshots().getFirst()));
    return versions;
  }
}
