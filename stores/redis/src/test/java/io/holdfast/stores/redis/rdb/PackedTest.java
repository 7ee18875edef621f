package io.holdfast.stores.redis.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ziplists are written by servers before 7.0 only; listpacks are tried with a live one. */
class PackedTest {
  @Test
  @DisplayName("A ziplist's entries, of every encoding")
  void ziplist() {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    zip.writeBytes(new byte[10]);
    zip.writeBytes(new byte[] {0, 1, 'a'});
    zip.writeBytes(new byte[] {3, 0x40, 2, 'b', 'c'});
    zip.writeBytes(new byte[] {(byte) 0xfe, 5, 0, 0, 0, (byte) 0x80, 0, 0, 0, 1, 'd'});
    zip.writeBytes(new byte[] {11, (byte) 0xc0, (byte) 0xfe, (byte) 0xff});
    zip.writeBytes(new byte[] {4, (byte) 0xd0, 1, 0, 0, 1});
    zip.writeBytes(new byte[] {6, (byte) 0xe0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80});
    zip.writeBytes(new byte[] {10, (byte) 0xf0, 0, 0, (byte) 0x80});
    zip.writeBytes(new byte[] {5, (byte) 0xfe, (byte) 0x80});
    zip.writeBytes(new byte[] {3, (byte) 0xf1, 2, (byte) 0xfd, (byte) 0xff});
    assertThat(words(Packed.ziplist(zip.toByteArray())))
        .containsExactly(
            "a",
            "bc",
            "d",
            "-2",
            "16777217",
            Long.toString(Long.MIN_VALUE),
            "-8388608",
            "-128",
            "0",
            "12");
  }

  @Test
  @DisplayName("One that is cut short is not taken for whole")
  void cut() {
    byte[] list = {0, 0, 0, 0, 2, 0, (byte) 0x82, 'a', 'b', 3, 7, 1, (byte) 0xff};
    assertThat(words(Packed.listpack(list))).containsExactly("ab", "7");
    for (int length = 0; length < list.length; length++) {
      byte[] cut = Arrays.copyOf(list, length);
      assertThatThrownBy(() -> Packed.listpack(cut)).isInstanceOf(BufferUnderflowException.class);
    }
  }

  private static List<String> words(List<byte[]> entries) {
    return entries.stream().map(entry -> new String(entry, StandardCharsets.US_ASCII)).toList();
  }
}
