package io.holdfast.vault.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A password as UTF-8 bytes, wiped when closed, never printed. */
public final class Password implements AutoCloseable {
  private final byte[] utf8;

  private Password(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** Takes the array over, and wipes it when closed. */
  public static Password ofUtf8(byte[] utf8) {
    return new Password(utf8);
  }

  /** Copies; the caller wipes its own array. */
  public static Password of(char[] characters) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
    byte[] utf8 = new byte[encoded.remaining()];
    encoded.get(utf8);
    Arrays.fill(encoded.array(), (byte) 0);
    return new Password(utf8);
  }

  public static Password of(String text) {
    return new Password(text.getBytes(StandardCharsets.UTF_8));
  }

  public boolean isEmpty() {
    return utf8.length == 0;
  }

  byte[] utf8() {
    return utf8;
  }

  @Override
  public void close() {
    Arrays.fill(utf8, (byte) 0);
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
