package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the target. It may be there, or be made when something is to be put into it: on
 * the way to what an include selects nothing is made for nothing.
 */
final class TargetDirectory {
  private final @Nullable TargetDirectory parent;
  private final @Nullable Stat there;
  private final boolean existed;
  private volatile boolean prepared;
  final Place place;
  final List<FileName> path;

  /** Null for the target itself, whose metadata is its own. */
  final @Nullable Node node;

  /** Makes a directory, or makes use of the one that is there. */
  @FunctionalInterface
  interface Preparation {
    void prepare(TargetDirectory directory, TargetDirectory parent) throws IOException;
  }

  /** The target itself. */
  TargetDirectory(Place place, boolean existed) {
    this.parent = null;
    this.there = null;
    this.existed = existed;
    this.prepared = true;
    this.place = place;
    this.path = List.of();
    this.node = null;
  }

  /**
   * @param there what has its name
   */
  TargetDirectory(TargetDirectory parent, Node node, @Nullable Stat there) {
    this.parent = parent;
    this.there = there;
    this.existed = there != null && there.isDirectory();
    this.place = new Place(parent.place, node.name());
    this.path = parent.below(node.name());
    this.node = node;
  }

  List<FileName> below(FileName name) {
    List<FileName> longer = new ArrayList<>(path.size() + 1);
    longer.addAll(path);
    longer.add(name);
    return longer;
  }

  /** Whether it was a directory before the restore; only then anything can be in it. */
  boolean existed() {
    return existed;
  }

  /** What has its name, if it is something else than a directory too. */
  @Nullable Stat there() {
    return there;
  }

  /** Prepares this directory and those above it, each only the first time. */
  void ensure(Preparation preparation) throws IOException {
    if (prepared) {
      return;
    }
    synchronized (this) {
      if (!prepared) {
        TargetDirectory above = Objects.requireNonNull(parent, "the target is always prepared");
        above.ensure(preparation);
        preparation.prepare(this, above);
        prepared = true;
      }
    }
  }
}
