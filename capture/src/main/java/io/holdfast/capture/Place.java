package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory is: the chain of names from an open root. It is opened component by component
 * and never by a path, so its depth has no limit and a link that is put in the way is never
 * followed. Its handle is shared by all who use it at the same time; after the last of them it
 * stays open for a while ({@link IdlePlaces}), because its children are about to be opened.
 */
final class Place {
  private final @Nullable Place parent;
  private final FileName name;
  private final IdlePlaces idle;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Directory handle;
  private int users;

  /** The root; whoever opened {@code handle} closes it. */
  Place(Directory handle) {
    this.parent = null;
    this.name = FileName.of(".");
    this.idle = new IdlePlaces();
    this.handle = handle;
    this.users = 1;
  }

  Place(Place parent, FileName name) {
    this.parent = parent;
    this.name = name;
    this.idle = parent.idle;
  }

  /** Each call must be followed by one of {@link #release}. */
  Directory acquire() throws IOException {
    lock.lock();
    try {
      Directory open = handle;
      if (open == null) {
        open = openInParent();
        handle = open;
      }
      users++;
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** What is done with an open directory. */
  @FunctionalInterface
  interface Use<T extends @Nullable Object> {
    T of(Directory directory) throws IOException;
  }

  /** Opens the directory for one use. */
  <T extends @Nullable Object> T use(Use<T> use) throws IOException {
    Directory directory = acquire();
    try {
      return use.of(directory);
    } finally {
      release();
    }
  }

  /** What is done to an open directory. */
  @FunctionalInterface
  interface Change {
    void on(Directory directory) throws IOException;
  }

  /** Opens the directory for one change. */
  void with(Change change) throws IOException {
    Directory directory = acquire();
    try {
      change.on(directory);
    } finally {
      release();
    }
  }

  private Directory openInParent() throws IOException {
    if (parent == null) {
      throw new IllegalStateException("The root was closed");
    }
    Directory above = parent.acquire();
    try {
      return above.directory(name);
    } finally {
      parent.release();
    }
  }

  void release() throws IOException {
    lock.lock();
    try {
      users--;
      if (users > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    Place evicted = idle.add(this);
    if (evicted != null) {
      evicted.closeIfUnused();
    }
  }

  /**
   * Never waits for the lock, since the caller may hold another place's: whoever holds this one is
   * using the directory and will come to {@link #release}.
   */
  private void closeIfUnused() throws IOException {
    if (lock.tryLock()) {
      try {
        if (users == 0 && handle != null) {
          Directory closing = handle;
          handle = null;
          closing.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Closes all handles below this root that nobody uses. */
  void closeIdle() throws IOException {
    Place unused = idle.poll();
    while (unused != null) {
      unused.closeIfUnused();
      unused = idle.poll();
    }
  }

  FileName name() {
    return name;
  }

  /** The path relative to the root for people; {@code .} is the root. */
  String display() {
    if (parent == null) {
      return ".";
    }
    ArrayDeque<String> names = new ArrayDeque<>();
    Place at = this;
    while (at.parent != null) {
      names.push(at.name.display());
      at = at.parent;
    }
    return String.join("/", names);
  }

  String display(FileName child) {
    return parent == null ? child.display() : display() + "/" + child.display();
  }
}
