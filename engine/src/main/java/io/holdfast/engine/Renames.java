package io.holdfast.engine;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Directory.Rename;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renames of which each is durable before the next. One whose flush fails has happened all the
 * same, and who took it for not done would undo the wrong one; so that is kept, to be told in the
 * end.
 */
final class Renames {
  private @Nullable IOException unflushed;

  void rename(Directory in, FileName name, FileName newName, Rename how) throws IOException {
    in.rename(name, in, newName, how);
    flush(in);
  }

  void flush(Directory directory) {
    try {
      directory.sync();
    } catch (IOException failed) {
      if (unflushed == null) {
        unflushed = failed;
      }
    }
  }

  /** The first flush that failed. */
  Optional<IOException> unflushed() {
    return Optional.ofNullable(unflushed);
  }

  /** What was begun could be neither completed nor undone. */
  static final class HalfDoneException extends IOException {
    private static final long serialVersionUID = 1L;

    HalfDoneException(IOException failed, IOException stuck) {
      super(failed.getMessage() + "; it could not be undone: " + stuck.getMessage(), failed);
    }
  }
}
