package io.holdfast.vault.browse;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two trees. A directory that is the same in both has the same id and is not
 * read, so the cost follows what changed; only the directories on the current path are in memory.
 */
public final class TreeDiff {
  /** How an entry differs. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** Another type under the same name; what was below a directory is removed, or added. */
    TYPE,
    /** Another content: bytes, a link's target, a device's number. */
    CONTENT,
    /** The same content; other times, permissions, owners or attributes. */
    METADATA
  }

  /** Told of each difference, a directory before what it holds. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param path valid during the call
     * @param before null if added
     * @param after null if removed
     * @return whether to go on
     */
    boolean differs(List<FileName> path, Kind kind, @Nullable Node before, @Nullable Node after);
  }

  /** The two entries of one name, of which one may be missing. */
  private record Pair(FileName name, @Nullable Node before, @Nullable Node after) {}

  private final BlobSource source;
  private final Listener listener;

  public TreeDiff(BlobSource source, Listener listener) {
    this.source = source;
    this.listener = listener;
  }

  /** Compares everything below two directories. */
  public void compare(BlobId before, BlobId after) {
    Deque<Iterator<Pair>> open = new ArrayDeque<>();
    List<FileName> path = new ArrayList<>();
    List<FileName> view = Collections.unmodifiableList(path);
    open.push(pairs(before, after).iterator());
    while (!open.isEmpty()) {
      if (!open.element().hasNext()) {
        open.pop();
        if (!open.isEmpty()) {
          path.removeLast();
        }
        continue;
      }
      Pair pair = open.element().next();
      path.add(pair.name());
      Kind kind = kind(pair);
      if (kind != null && !listener.differs(view, kind, pair.before(), pair.after())) {
        return;
      }
      List<Pair> below = pairs(subtree(pair.before()), subtree(pair.after()));
      if (below.isEmpty()) {
        path.removeLast();
      } else {
        open.push(below.iterator());
      }
    }
  }

  private static @Nullable BlobId subtree(@Nullable Node node) {
    return node == null ? null : node.subtree();
  }

  private static @Nullable Kind kind(Pair pair) {
    Node before = pair.before();
    Node after = pair.after();
    if (before == null) {
      return Kind.ADDED;
    }
    if (after == null) {
      return Kind.REMOVED;
    }
    if (before.type() != after.type()) {
      return Kind.TYPE;
    }
    Essence was = Essence.of(before).apart();
    Essence is = Essence.of(after).apart();
    if (!was.sameContent(is)) {
      return Kind.CONTENT;
    }
    return was.equals(is) ? null : Kind.METADATA;
  }

  /** Both are sorted by name. */
  private List<Pair> pairs(@Nullable BlobId before, @Nullable BlobId after) {
    if (before != null && before.equals(after)) {
      return List.of();
    }
    List<Node> olds = before == null ? List.of() : source.tree(before).nodes();
    List<Node> news = after == null ? List.of() : source.tree(after).nodes();
    List<Pair> pairs = new ArrayList<>();
    int left = 0;
    int right = 0;
    while (left < olds.size() || right < news.size()) {
      int order = order(olds, left, news, right);
      Node was = order <= 0 ? olds.get(left++) : null;
      Node is = order >= 0 ? news.get(right++) : null;
      FileName name = was != null ? was.name() : news.get(right - 1).name();
      pairs.add(new Pair(name, was, is));
    }
    return pairs;
  }

  private static int order(List<Node> olds, int left, List<Node> news, int right) {
    if (left == olds.size()) {
      return 1;
    }
    return right == news.size() ? -1 : olds.get(left).name().compareTo(news.get(right).name());
  }
}
