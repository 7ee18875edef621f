package io.holdfast.platform.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/**
 * What {@code statx} tells of a file.
 *
 * @param mode type and permissions, as {@code st_mode}
 * @param device the file system, as {@code st_dev} encodes it
 * @param rdev of a device node, as {@code st_rdev} encodes it
 * @param blocks allocated units of 512 bytes
 * @param mount which mount the file is on; unlike {@code device} it is the same for all of a mount.
 *     Kernels before 5.8 do not tell it, and the device stands in for it
 * @param modifiedSeconds {@code mtime}, with {@code modifiedNanos}; seconds may be negative
 * @param changedSeconds {@code ctime}, with {@code changedNanos}
 */
public record Stat(
    int mode,
    int links,
    int uid,
    int gid,
    long inode,
    long device,
    long rdev,
    long size,
    long blocks,
    long mount,
    long modifiedSeconds,
    int modifiedNanos,
    long changedSeconds,
    int changedNanos) {
  /** {@code struct statx}. */
  static final int BYTES = 256;

  static final int BASIC_STATS = 0x7ff;
  static final int MOUNT_ID = 0x1000;

  private static final int TYPE = 0170000;

  /** Reads the kernel's structure, whose layout is the same on every architecture. */
  static Stat of(MemorySegment statx) {
    long device = makeDevice(word(statx, 136), word(statx, 140));
    boolean hasMount = (word(statx, 0) & MOUNT_ID) != 0;
    return new Stat(
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
        word(statx, 16),
        word(statx, 20),
        word(statx, 24),
        quad(statx, 32),
        device,
        makeDevice(word(statx, 128), word(statx, 132)),
        quad(statx, 40),
        quad(statx, 48),
        hasMount ? quad(statx, 144) : device,
        quad(statx, 112),
        word(statx, 120),
        quad(statx, 96),
        word(statx, 104));
  }

  /**
   * What was once recorded of a file, to be compared with what is there: mount, blocks and exact
   * directory sizes are not recorded, so only {@link #sameIdentity} means anything.
   */
  public static Stat recorded(
      FileType type,
      int permissions,
      int links,
      int uid,
      int gid,
      long inode,
      long device,
      long rdev,
      long size,
      Instant modified,
      Instant changed) {
    return new Stat(
        type.bits() | permissions,
        links,
        uid,
        gid,
        inode,
        device,
        rdev,
        size,
        0,
        0,
        modified.getEpochSecond(),
        modified.getNano(),
        changed.getEpochSecond(),
        changed.getNano());
  }

  private static int word(MemorySegment statx, long offset) {
    return statx.get(ValueLayout.JAVA_INT, offset);
  }

  private static long quad(MemorySegment statx, long offset) {
    return statx.get(ValueLayout.JAVA_LONG, offset);
  }

  /** glibc's {@code makedev}. */
  static long makeDevice(int major, int minor) {
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }

  public FileType type() {
    return FileType.ofMode(mode & TYPE);
  }

  public boolean isDirectory() {
    return (mode & TYPE) == FileType.DIRECTORY.bits();
  }

  public boolean isRegular() {
    return (mode & TYPE) == FileType.REGULAR.bits();
  }

  /** The low twelve bits: rwx for three, set-id and sticky. */
  public int permissions() {
    return mode & 07777;
  }

  /** {@code 9999-12-31T23:59:59Z}, the last second that every format can tell. */
  private static final long NEVER = 253_402_300_799L;

  /**
   * The same file after it lost a name, at a time that nobody knows: no file has this ctime, and
   * each look another one.
   */
  Stat withoutName(int look) {
    return new Stat(
        mode,
        links - 1,
        uid,
        gid,
        inode,
        device,
        rdev,
        size,
        blocks,
        mount,
        modifiedSeconds,
        modifiedNanos,
        NEVER,
        look);
  }

  public Instant modified() {
    return Instant.ofEpochSecond(modifiedSeconds, modifiedNanos);
  }

  public Instant changed() {
    return Instant.ofEpochSecond(changedSeconds, changedNanos);
  }

  /**
   * Whether nothing says that the file changed between the two looks: the same inode of the same
   * type with the same size and, to the nanosecond, the same mtime and ctime. A ctime cannot be set
   * back by a program, so tools that restore an mtime are seen through.
   */
  public boolean sameIdentity(Stat other) {
    return inode == other.inode
        && size == other.size
        && changedNanos == other.changedNanos
        && changedSeconds == other.changedSeconds
        && modifiedNanos == other.modifiedNanos
        && modifiedSeconds == other.modifiedSeconds
        && (mode & TYPE) == (other.mode & TYPE);
  }
}
