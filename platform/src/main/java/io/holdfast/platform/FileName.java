package io.holdfast.platform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file name or link target as the operating system has it: bytes, usually but not always UTF-8.
 * Ordered byte by byte, unsigned, as a vault's trees are.
 */
public final class FileName implements Comparable<FileName> {
  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over; the caller must not change it afterwards. */
  public static FileName ofBytes(byte[] bytes) {
    return new FileName(bytes);
  }

  public static FileName of(String text) {
    return new FileName(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves; the caller must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  public boolean isUtf8() {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  public boolean startsWith(String prefix) {
    byte[] wanted = prefix.getBytes(StandardCharsets.UTF_8);
    return bytes.length >= wanted.length
        && Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
  }

  public boolean is(String text) {
    return Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * For people: UTF-8 as it is; control characters and bytes that are not UTF-8 as {@code \xNN}, so
   * that a name can never move a terminal's cursor or pass for another name.
   */
  public String display() {
    StringBuilder text = new StringBuilder();
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    boolean plain =
        isUtf8() && decoded.codePoints().noneMatch(c -> Character.getType(c) == Character.CONTROL);
    if (plain) {
      return decoded;
    }
    for (byte b : bytes) {
      if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(Character.forDigit((b >> 4) & 15, 16));
        text.append(Character.forDigit(b & 15, 16));
      }
    }
    return text.toString();
  }

  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return display();
  }
}
