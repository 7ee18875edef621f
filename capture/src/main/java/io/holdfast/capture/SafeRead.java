package io.holdfast.capture;

import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Takes a file's content and metadata as of one moment: the identity is the same before and after,
 * so nothing changed between. A file that changes during every attempt is taken as it is and called
 * torn.
 */
final class SafeRead {
  static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final long LARGE = 1 << 20;

  private final Clock clock;
  private final Freshness freshness;

  /** What is done with the open file; may be done several times. */
  @FunctionalInterface
  interface Taking<T> {
    T take(OpenFile file, Stat stat) throws IOException;
  }

  /** {@code stat} is from before the content was taken, {@code after} from afterwards. */
  record Taken<T>(Stat stat, T content, List<Attribute> attributes, Stat after) {
    boolean torn() {
      return !stat.sameIdentity(after);
    }
  }

  SafeRead(Clock clock, Freshness freshness) {
    this.clock = clock;
    this.freshness = freshness;
  }

  /**
   * @throws PosixException with {@link PosixException#vanished} if there is no regular file of that
   *     name any more
   */
  <T> Taken<T> read(Directory directory, FileName name, Taking<T> taking) throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Taken<T> taken = attempt(directory, name, taking);
      if (!taken.torn() || attempt == ATTEMPTS) {
        return taken;
      }
      clock.sleep(pause);
      pause = pause.multipliedBy(4);
    }
  }

  private <T> Taken<T> attempt(Directory directory, FileName name, Taking<T> taking)
      throws IOException {
    try (OpenFile file = open(directory, name)) {
      Stat before = file.stat();
      if (!before.isRegular()) {
        throw new PosixException(Errno.ENOENT, "open as a regular file", name.display());
      }
      freshness.awaitTick(before);
      if (before.size() > LARGE) {
        file.adviseSequential();
      }
      T content = taking.take(file, before);
      List<Attribute> attributes = file.attributes();
      return new Taken<>(before, content, attributes, file.stat());
    }
  }

  /**
   * A link or a socket put in the file's place is the end of the file, not a failure to read it.
   */
  private static OpenFile open(Directory directory, FileName name) throws IOException {
    try {
      return directory.read(name);
    } catch (PosixException failed) {
      if (failed.errno() == Errno.ELOOP || failed.errno() == Errno.ENXIO) {
        throw new PosixException(Errno.ENOENT, "open as a regular file", name.display());
      }
      throw failed;
    }
  }

  /** The stream over a whole file as {@code stat} has it. */
  static DataStream stream(OpenFile file, Stat stat) {
    return new DataStream(file, 0, stat.size(), maybeSparse(stat));
  }

  static boolean maybeSparse(Stat stat) {
    return stat.size() >= 64 * 1024 && stat.blocks() < stat.size() / 512;
  }
}
