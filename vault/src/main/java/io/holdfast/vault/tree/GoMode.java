package io.holdfast.vault.tree;

/**
 * Go's {@code fs.FileMode}: the low nine permission bits are POSIX's, everything else lies
 * elsewhere.
 */
final class GoMode {
  private static final long DIRECTORY = 1L << 31;
  private static final long SYMLINK = 1L << 27;
  private static final long DEVICE = 1L << 26;
  private static final long FIFO = 1L << 25;
  private static final long SOCKET = 1L << 24;
  private static final long SET_UID = 1L << 23;
  private static final long SET_GID = 1L << 22;
  private static final long CHARACTER_DEVICE = 1L << 21;
  private static final long STICKY = 1L << 20;
  private static final long IRREGULAR = 1L << 19;

  private GoMode() {}

  static long of(NodeType type, int permissions) {
    long mode = permissions & 0777;
    mode |= (permissions & 04000) != 0 ? SET_UID : 0;
    mode |= (permissions & 02000) != 0 ? SET_GID : 0;
    mode |= (permissions & 01000) != 0 ? STICKY : 0;
    return mode
        | switch (type) {
          case FILE -> 0;
          case DIRECTORY -> DIRECTORY;
          case SYMLINK -> SYMLINK;
          case BLOCK_DEVICE -> DEVICE;
          case CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
          case FIFO -> FIFO;
          case SOCKET -> SOCKET;
          case IRREGULAR -> IRREGULAR;
        };
  }

  /** POSIX's twelve bits. */
  static int permissions(long mode) {
    int permissions = (int) mode & 0777;
    permissions |= (mode & SET_UID) != 0 ? 04000 : 0;
    permissions |= (mode & SET_GID) != 0 ? 02000 : 0;
    permissions |= (mode & STICKY) != 0 ? 01000 : 0;
    return permissions;
  }
}
