package io.holdfast.vault.document;

/** UTF-8 as Go decodes it: strict, and one byte at a time where it is broken. */
public final class Utf8 {
  /** What {@link #decode} answers for a byte that begins no valid sequence. */
  public static final int BROKEN = -1;

  private Utf8() {}

  /** The code point at an offset, or {@link #BROKEN}. */
  public static int decode(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
      return BROKEN;
    }
    int point = first & (0xff >> (length + 1));
    for (int i = 1; i < length; i++) {
      int next = bytes[at + i] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return BROKEN;
      }
      point = point << 6 | (next & 0x3f);
    }
    boolean overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    boolean surrogate = point >= 0xd800 && point <= 0xdfff;
    return overlong || surrogate || point > 0x10ffff ? BROKEN : point;
  }

  /** How many bytes a valid code point takes. */
  public static int width(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  public static boolean isValid(byte[] bytes) {
    for (int i = 0; i < bytes.length; ) {
      int point = decode(bytes, i);
      if (point == BROKEN) {
        return false;
      }
      i += width(point);
    }
    return true;
  }
}
