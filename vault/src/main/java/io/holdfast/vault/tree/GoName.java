package io.holdfast.vault.tree;

import io.holdfast.vault.document.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A file name as the format keeps it: through Go's {@code strconv.Quote}, without the quotes, so
 * that any bytes become printable text. What counts as printable follows Unicode's categories; a
 * code point that is newer than a program's tables is written differently by it, which costs
 * deduplication of that one directory and nothing else, because every program reads both spellings.
 */
final class GoName {
  private static final String HEX = "0123456789abcdef";

  private GoName() {}

  static byte[] quote(byte[] name) {
    if (isPlain(name)) {
      return name;
    }
    ByteArrayOutputStream quoted = new ByteArrayOutputStream(name.length * 2);
    for (int i = 0; i < name.length; ) {
      int point = Utf8.decode(name, i);
      if (point == Utf8.BROKEN) {
        escape(quoted, 'x', name[i] & 0xff, 2);
        i++;
      } else {
        int width = Utf8.width(point);
        quote(quoted, point, name, i, width);
        i += width;
      }
    }
    return quoted.toByteArray();
  }

  private static boolean isPlain(byte[] name) {
    for (byte b : name) {
      if (b < 0x20 || b == 0x7f || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void quote(ByteArrayOutputStream out, int point, byte[] name, int at, int width) {
    if (point == '"' || point == '\\') {
      out.write('\\');
      out.write(point);
    } else if (isPrintable(point)) {
      out.write(name, at, width);
    } else {
      int letter = "\u0007\b\f\n\r\t\u000b".indexOf(point);
      if (letter >= 0) {
        out.write('\\');
        out.write("abfnrtv".charAt(letter));
      } else if (point < 0x20 || point == 0x7f) {
        escape(out, 'x', point, 2);
      } else if (point < 0x10000) {
        escape(out, 'u', point, 4);
      } else {
        escape(out, 'U', point, 8);
      }
    }
  }

  private static boolean isPrintable(int point) {
    if (point < 0x7f) {
      return point >= 0x20;
    }
    return switch (Character.getType(point)) {
      case Character.UNASSIGNED,
          Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void escape(ByteArrayOutputStream out, char letter, int value, int digits) {
    out.write('\\');
    out.write(letter);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.write(HEX.charAt(value >> shift & 15));
    }
  }

  /**
   * @throws IllegalArgumentException if this is nothing that {@link #quote} writes
   */
  static byte[] unquote(String quoted) {
    ByteArrayOutputStream name = new ByteArrayOutputStream(quoted.length());
    for (int i = 0; i < quoted.length(); ) {
      int point = quoted.codePointAt(i);
      if (point == '\\') {
        i = unescape(quoted, i + 1, name);
      } else if (point == '"' || point == '\n') {
        throw new IllegalArgumentException("an entry's name is not quoted rightly: " + quoted);
      } else {
        name.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(point);
      }
    }
    return name.toByteArray();
  }

  /** Returns the offset behind the escape. */
  private static int unescape(String quoted, int at, ByteArrayOutputStream name) {
    if (at >= quoted.length()) {
      throw new IllegalArgumentException("an entry's name ends within an escape: " + quoted);
    }
    char letter = quoted.charAt(at);
    int control = "abfnrtv".indexOf(letter);
    if (control >= 0) {
      name.write("\u0007\b\f\n\r\t\u000b".charAt(control));
      return at + 1;
    }
    int digits =
        switch (letter) {
          case '\\', '"', '\'' -> 0;
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> letter >= '0' && letter <= '7' ? 3 : -1;
        };
    if (digits == 0) {
      name.write(letter);
      return at + 1;
    }
    int from = digits == 3 ? at : at + 1;
    if (digits < 0 || from + digits > quoted.length()) {
      throw new IllegalArgumentException(
          "an entry's name has an escape that is not known: " + quoted);
    }
    long value = Long.parseLong(quoted, from, from + digits, digits == 3 ? 8 : 16);
    if (letter == 'u' || letter == 'U') {
      if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        throw new IllegalArgumentException("an entry's name names no code point: " + quoted);
      }
      name.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
    } else {
      name.write((int) value);
    }
    return from + digits;
  }
}
