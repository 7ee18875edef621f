package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory is: the chain of names from an open root. It is opened component by component and
 * never by a path, so its depth has no limit and a link that is put in the way is never followed. Its
 * handle is shared by all who use it at the same time and closed after the last of them.
 */
final class Place {
  /**
   * How many handles may be kept open for directories that are merely waiting for their
   * subdirectories; beyond it they are closed and opened anew.
   */
  private static final int KEPT_OPEN = 512;

  private final @Nullable Place parent;
  private final FileName name;
  private final AtomicInteger kept;
  private @Nullable Directory handle;
  private int users;

  /** The root; whoever opened {@code handle} closes it. */
  Place(Directory handle) {
    this.parent = null;
    this.name = FileName.of(".");
    this.kept = new AtomicInteger();
    this.handle = handle;
    this.users = 1;
  }

  Place(Place parent, FileName name) {
    this.parent = parent;
    this.name = name;
    this.kept = parent.kept;
  }

  /** Each call must be followed by one of {@link #release}. */
  synchronized Directory acquire() throws IOException {
    if (handle == null) {
      Place up = parent;
      if (up == null) {
        throw new IllegalStateException("The root was closed");
      }
      Directory above = up.acquire();
      try {
        handle = above.directory(name);
      } finally {
        up.release();
      }
    }
    users++;
    return handle;
  }

  synchronized void release() throws IOException {
    users--;
    if (users == 0 && handle != null) {
      Directory closing = handle;
      handle = null;
      closing.close();
    }
  }

  /** Acquires for a long wait if there is room for it; says whether it did. */
  boolean keep() throws IOException {
    if (kept.incrementAndGet() > KEPT_OPEN) {
      kept.decrementAndGet();
      return false;
    }
    acquire();
    return true;
  }

  /** Ends a successful {@link #keep}. */
  void unkeep() throws IOException {
    kept.decrementAndGet();
    release();
  }

  FileName name() {
    return name;
  }

  boolean isRoot() {
    return parent == null;
  }

  /** The path relative to the root for people; {@code .} is the root. */
  String display() {
    if (parent == null) {
      return ".";
    }
    ArrayDeque<String> names = new ArrayDeque<>();
    for (Place at = this; at != null && !at.isRoot(); at = at.parent) {
      names.push(at.name.display());
    }
    return String.join("/", names);
  }

  String display(FileName child) {
    return parent == null ? child.display() : display() + "/" + child.display();
  }
}
