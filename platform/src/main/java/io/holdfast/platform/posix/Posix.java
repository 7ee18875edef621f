package io.holdfast.platform.posix;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The entrance to the operating system's own calls. */
public final class Posix {
  /** The real file system. */
  public static final FileSystem FILES = PosixDirectory::open;

  private Posix() {}

  /** Whether this process may do what only the superuser may: give files away, make devices. */
  public static boolean isSuperuser() {
    return ReadCalls.geteuid() == 0;
  }

  /** Whose a file is that this process makes. */
  public static long userId() {
    return Integer.toUnsignedLong(ReadCalls.geteuid());
  }

  /** The group of a file that this process makes, where the directory does not give it another. */
  public static long groupId() {
    return Integer.toUnsignedLong(ReadCalls.getegid());
  }

  /**
   * Leaves the terminal's session, so that a hang-up or Ctrl-C there does not reach this process.
   *
   * @throws PosixException EPERM if this process leads a process group
   */
  public static void startSession() throws IOException {
    check(WriteCalls.setsid(), "setsid", new byte[0]);
  }

  static int check(int result, String call, byte[] name) throws PosixException {
    if (result < 0) {
      throw failure(-result, call, name);
    }
    return result;
  }

  static long check(long result, String call, byte[] name) throws PosixException {
    if (result < 0) {
      throw failure((int) -result, call, name);
    }
    return result;
  }

  static PosixException failure(int errno, String call, byte[] name) {
    return new PosixException(errno, call, show(name));
  }

  static String show(byte[] name) {
    return FileName.ofBytes(name).display();
  }

  static byte[] bytesOf(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }
}
