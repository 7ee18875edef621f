package io.holdfast.platform.posix;

/** Numbers of the kernel's interface. Four of open's differ between x86-64 and aarch64. */
final class Flags {
  private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NONBLOCK = 04000;
  static final int O_NOATIME = 01000000;
  static final int O_CLOEXEC = 02000000;
  static final int O_DIRECTORY = ARM ? 040000 : 0200000;
  static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_STATX_FORCE_SYNC = 0x2000;

  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final int FADV_SEQUENTIAL = 2;

  /** Of sync_file_range. */
  static final int WAIT_BEFORE = 1;

  static final int WRITE = 2;
  static final int WAIT_AFTER = 4;

  static final int RENAME_EXCHANGE = 2;

  private Flags() {}
}
