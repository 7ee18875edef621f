package io.holdfast.platform.posix;

/** The types of {@code st_mode}. */
public enum FileType {
  REGULAR(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000),
  BLOCK_DEVICE(0060000),
  CHARACTER_DEVICE(0020000),
  FIFO(0010000),
  SOCKET(0140000),
  /** A type that this program does not know. */
  OTHER(0);

  private static final FileType[] ALL = values();
  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  static FileType ofMode(int bits) {
    for (FileType type : ALL) {
      if (type.bits == bits) {
        return type;
      }
    }
    return OTHER;
  }
}
