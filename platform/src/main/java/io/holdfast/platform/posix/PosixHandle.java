package io.holdfast.platform.posix;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.List;

/** A file descriptor, and the name under which it was opened, for messages. */
abstract class PosixHandle implements Handle {
  private static final int CLOSED = -1;
  private static final byte[] EMPTY = new byte[0];

  final byte[] openedAs;
  private int descriptor;

  PosixHandle(int descriptor, byte[] openedAs) {
    this.descriptor = descriptor;
    this.openedAs = openedAs;
  }

  /** A closed descriptor's number may be someone else's file by now, so it is never used again. */
  int descriptor() throws PosixException {
    if (descriptor == CLOSED) {
      throw Posix.failure(Errno.EBADF, "use", openedAs);
    }
    return descriptor;
  }

  @Override
  public Stat stat() throws IOException {
    int flags = Flags.AT_EMPTY_PATH | Flags.AT_STATX_FORCE_SYNC;
    return statx(descriptor(), EMPTY, flags, openedAs);
  }

  static Stat statx(int directory, byte[] name, int flags, byte[] shownAs) throws PosixException {
    Native own = Native.ofThread();
    int result =
        ReadCalls.statx(
            directory, own.name(name, "statx"), flags, Stat.BASIC_STATS | Stat.MOUNT_ID, own.small);
    Posix.check(result, "statx", shownAs);
    return Stat.of(own.small);
  }

  @Override
  public List<Attribute> attributes() throws IOException {
    return Xattrs.of(descriptor(), openedAs);
  }

  @Override
  public void setAttribute(Attribute attribute) throws IOException {
    Xattrs.set(descriptor(), attribute, openedAs);
  }

  @Override
  public void removeAttribute(String name) throws IOException {
    Xattrs.remove(descriptor(), name, openedAs);
  }

  @Override
  public void setOwner(int uid, int gid) throws IOException {
    Posix.check(WriteCalls.fchown(descriptor(), uid, gid), "fchown", openedAs);
  }

  @Override
  public void setPermissions(int permissions) throws IOException {
    Posix.check(WriteCalls.fchmod(descriptor(), permissions), "fchmod", openedAs);
  }

  @Override
  public void setTimes(Instant accessed, Instant modified) throws IOException {
    Posix.check(WriteCalls.futimens(descriptor(), times(accessed, modified)), "futimens", openedAs);
  }

  static MemorySegment times(Instant accessed, Instant modified) {
    MemorySegment times = Native.ofThread().small;
    times.set(ValueLayout.JAVA_LONG, 0, accessed.getEpochSecond());
    times.set(ValueLayout.JAVA_LONG, 8, accessed.getNano());
    times.set(ValueLayout.JAVA_LONG, 16, modified.getEpochSecond());
    times.set(ValueLayout.JAVA_LONG, 24, modified.getNano());
    return times;
  }

  @Override
  public void sync() throws IOException {
    Posix.check(WriteCalls.fsync(descriptor()), "fsync", openedAs);
  }

  @Override
  public void close() throws IOException {
    if (descriptor != CLOSED) {
      int closing = descriptor;
      descriptor = CLOSED;
      Posix.check(ReadCalls.close(closing), "close", openedAs);
    }
  }

  @Override
  public String toString() {
    return FileName.ofBytes(openedAs).display();
  }
}
