package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Captures what has no content of its own: links, special files, directories. */
final class Metadata {
  private static final int ATTEMPTS = 4;

  private Metadata() {}

  /**
   * A link, FIFO, socket or device, which is never opened.
   *
   * @param touched a moment that was past before this call; what is older is settled by it
   */
  static Entry unopened(
      Directory directory,
      FileName name,
      Stat seen,
      @Nullable Entry before,
      @Nullable Fence touched)
      throws IOException {
    if (before != null && before.settled() && before.stat().sameIdentity(seen)) {
      return before;
    }
    Stat stat = seen;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Body body =
          stat.type() == FileType.SYMLINK
              ? new Body.Link(directory.readLink(name))
              : new Body.Special();
      List<Attribute> attributes = directory.attributes(name);
      Stat after = directory.statFresh(name);
      if (stat.sameIdentity(after)) {
        return new Entry(name, stat, body, attributes, isSettled(stat, touched));
      }
      stat = after;
    }
    throw new PosixException(Errno.ESTALE, "look at something that stays", name.display());
  }

  /** Attributes are read again only if the directory's ctime says that something changed. */
  static Entry directory(
      Visit visit, Directory directory, Stat stat, Body body, @Nullable Fence touched)
      throws IOException {
    Entry before = visit.before;
    List<Attribute> attributes =
        before != null && before.settled() && before.stat().sameIdentity(stat)
            ? before.attributes()
            : directory.attributes();
    return new Entry(visit.place.name(), stat, body, attributes, isSettled(stat, touched));
  }

  private static boolean isSettled(Stat stat, @Nullable Fence touched) {
    return touched != null && touched.isAfter(stat);
  }
}
