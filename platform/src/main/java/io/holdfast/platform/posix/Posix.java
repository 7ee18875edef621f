package io.holdfast.platform.posix;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The entrance to the operating system's own calls. Where they cannot be made, because the C
 * library lacks one, the kernel refuses {@code statx}, or the JVM was told not to call out, the
 * JDK's own classes do what they can ({@link NioDirectory} tells what not). {@code
 * -Dholdfast.files=java} asks for that.
 */
public final class Posix {
  /** The real file system. */
  public static final FileSystem FILES = isNative() ? PosixDirectory::open : filesOfJava();

  private Posix() {}

  /** Whether the operating system is called itself, and nothing of a tree goes unseen. */
  public static boolean isNative() {
    return Calls.POSSIBLE;
  }

  /** The real file system through the JDK's classes, which are everywhere. */
  public static FileSystem filesOfJava() {
    return NioDirectory::open;
  }

  /** Decides once. */
  private static final class Calls {
    private static final boolean POSSIBLE = arePossible();

    private static boolean arePossible() {
      if ("java".equals(System.getProperty("holdfast.files"))) {
        return false;
      }
      try {
        return Native.has(
            "getdents64", "statx", "renameat2", "syncfs", "sync_file_range", "copy_file_range");
      } catch (LinkageError refused) {
        return false;
      }
    }
  }

  /** Whether this process may do what only the superuser may: give files away, make devices. */
  public static boolean isSuperuser() {
    return userId() == 0;
  }

  /** Whose a file is that this process makes. */
  public static long userId() {
    return isNative() ? Integer.toUnsignedLong(ReadCalls.geteuid()) : NioUser.UID;
  }

  /** The group of a file that this process makes, where the directory does not give it another. */
  public static long groupId() {
    return isNative() ? Integer.toUnsignedLong(ReadCalls.getegid()) : NioUser.GID;
  }

  /**
   * Leaves the terminal's session, so that a hang-up or Ctrl-C there does not reach this process.
   *
   * @throws PosixException EPERM if this process leads a process group; EOPNOTSUPP if the operating
   *     system cannot be called
   */
  public static void startSession() throws IOException {
    if (!isNative()) {
      throw failure(Errno.EOPNOTSUPP, "setsid", new byte[0]);
    }
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
