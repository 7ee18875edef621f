package io.holdfast.platform.posix;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Subvolumes and snapshots of btrfs, by its own calls: no program has to be installed for them.
 * Numbers and structures are those of {@code linux/btrfs.h}; each structure here has 4096 bytes.
 * The kernel must be 4.18 or newer. On another file system every call is ENOTTY.
 */
public final class Subvolumes {
  /** The inode number of every subvolume's top directory, and of no other directory. */
  public static final long TOP_INODE = 256;

  private static final int BYTES = 4096;
  private static final int NAME_AT = 56;
  private static final int NAME_BYTES = 255;
  private static final long READ_ONLY = 1 << 1;

  private static final long SNAP_DESTROY = request(1, 15, BYTES);
  private static final long SNAP_CREATE_V2 = request(1, 23, BYTES);
  private static final long SUBVOL_CREATE_V2 = request(1, 24, BYTES);
  private static final long SUBVOL_SETFLAGS = request(1, 26, Long.BYTES);
  private static final long GET_SUBVOL_ROOTREF = request(3, 61, BYTES);
  private static final long INO_LOOKUP_USER = request(3, 62, BYTES);

  /** {@code struct btrfs_ioctl_get_subvol_rootref_args}: a first id, pairs, and how many. */
  private static final int PAIRS_AT = 8;

  private static final int PAIR_BYTES = 16;
  private static final int COUNT_AT = PAIRS_AT + 255 * PAIR_BYTES;

  /** {@code struct btrfs_ioctl_ino_lookup_user_args}: directory, tree, name, its parent's path. */
  private static final int LOOKED_UP_NAME_AT = 16;

  private static final int LOOKED_UP_PATH_AT = LOOKED_UP_NAME_AT + 256;

  private Subvolumes() {}

  /** {@code _IOC}: 1 is written to the kernel, 2 is read from it. */
  private static long request(long direction, int number, int size) {
    return direction << 30 | (long) size << 16 | 0x94 << 8 | number;
  }

  /**
   * Makes a read-only snapshot, in one step, of the subvolume whose top directory is {@code top}.
   * All that was written before the call is in it, flushed or not.
   */
  public static void snapshot(Directory top, Directory into, FileName name) throws IOException {
    MemorySegment arguments = named(NAME_AT, name, "btrfs snapshot");
    arguments.set(ValueLayout.JAVA_LONG, 0, real(top, "btrfs snapshot").descriptor());
    arguments.set(ValueLayout.JAVA_LONG, 16, READ_ONLY);
    call(into, SNAP_CREATE_V2, arguments, "btrfs snapshot", name);
  }

  /** Makes an empty subvolume. */
  public static void create(Directory into, FileName name) throws IOException {
    MemorySegment arguments = named(NAME_AT, name, "btrfs subvolume create");
    call(into, SUBVOL_CREATE_V2, arguments, "btrfs subvolume create", name);
  }

  /** Removes a subvolume or snapshot at once; its space comes back in the background. */
  public static void destroy(Directory in, FileName name) throws IOException {
    MemorySegment arguments = named(8, name, "btrfs subvolume delete");
    call(in, SNAP_DESTROY, arguments, "btrfs subvolume delete", name);
  }

  /** Lets a snapshot be changed; its owner may do this, and must before removing it. */
  public static void makeWritable(Directory top) throws IOException {
    MemorySegment flags = cleared();
    FileName name = FileName.of(String.valueOf(top));
    call(top, SUBVOL_SETFLAGS, flags, "btrfs property set", name);
  }

  /**
   * The subvolumes directly inside the one whose top directory is {@code top}: the path of each,
   * relative to it. EACCES if this user may not search a directory on the way to one.
   */
  public static List<FileName> inside(Directory top) throws IOException {
    List<long[]> references = new ArrayList<>();
    FileName name = FileName.of(String.valueOf(top));
    MemorySegment answer = cleared();
    boolean more = true;
    while (more) {
      int result = WriteCalls.ioctl(real(top, "list").descriptor(), GET_SUBVOL_ROOTREF, answer);
      more = result == -Errno.EOVERFLOW;
      if (!more) {
        Posix.check(result, "btrfs subvolume list", name.bytes());
      }
      int count = Byte.toUnsignedInt(answer.get(ValueLayout.JAVA_BYTE, COUNT_AT));
      for (int i = 0; i < count; i++) {
        long at = PAIRS_AT + (long) i * PAIR_BYTES;
        long tree = answer.get(ValueLayout.JAVA_LONG, at);
        references.add(new long[] {tree, answer.get(ValueLayout.JAVA_LONG, at + 8)});
      }
    }
    List<FileName> paths = new ArrayList<>(references.size());
    for (long[] reference : references) {
      paths.add(path(top, reference[0], reference[1], name));
    }
    return paths;
  }

  private static FileName path(Directory top, long tree, long directory, FileName shown)
      throws IOException {
    MemorySegment answer = cleared();
    answer.set(ValueLayout.JAVA_LONG, 0, directory);
    answer.set(ValueLayout.JAVA_LONG, 8, tree);
    call(top, INO_LOOKUP_USER, answer, "btrfs subvolume list", shown);
    byte[] parent = text(answer, LOOKED_UP_PATH_AT);
    byte[] name = text(answer, LOOKED_UP_NAME_AT);
    byte[] path = new byte[parent.length + name.length];
    System.arraycopy(parent, 0, path, 0, parent.length);
    System.arraycopy(name, 0, path, parent.length, name.length);
    return FileName.ofBytes(path);
  }

  private static byte[] text(MemorySegment answer, int at) {
    int end = at;
    while (answer.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    return answer.asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE);
  }

  private static MemorySegment cleared() {
    return Native.ofThread().io().asSlice(0, BYTES).fill((byte) 0);
  }

  private static MemorySegment named(int at, FileName name, String call) throws PosixException {
    byte[] bytes = name.bytes();
    if (bytes.length > NAME_BYTES) {
      throw Posix.failure(Errno.ENAMETOOLONG, call, bytes);
    }
    MemorySegment arguments = cleared();
    MemorySegment.copy(bytes, 0, arguments, ValueLayout.JAVA_BYTE, at, bytes.length);
    return arguments;
  }

  private static void call(
      Directory in, long request, MemorySegment arguments, String call, FileName name)
      throws IOException {
    int result = WriteCalls.ioctl(real(in, call).descriptor(), request, arguments);
    Posix.check(result, call, name.bytes());
  }

  private static PosixHandle real(Directory directory, String call) throws PosixException {
    if (directory instanceof PosixHandle real) {
      return real;
    }
    throw new PosixException(Errno.EOPNOTSUPP, call, String.valueOf(directory));
  }
}
