package io.holdfast.stores.redis.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I1: what is not a whole and undamaged RDB is never taken for one. */
class RdbReaderTest {
  @Test
  @DisplayName("The checksum is that of Redis, in whatever pieces it is computed")
  void checksum() {
    byte[] bytes = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.update(0, bytes, 0, bytes.length)).isEqualTo(0xe9c6d914c4b8d9caL);
    Random random = new Random(20261123);
    byte[] many = new byte[1000];
    random.nextBytes(many);
    long whole = Crc64.update(0, many, 0, many.length);
    for (int n = 0; n < 100; n++) {
      int cut = random.nextInt(many.length);
      assertThat(Crc64.update(Crc64.update(0, many, 0, cut), many, cut, many.length))
          .isEqualTo(whole);
    }
  }

  @Test
  @DisplayName("Keys are counted by database, and by whether they are alive")
  void counts() throws IOException {
    RdbSummary summary = RdbSummary.of(new ByteArrayInputStream(sample()), 1500);
    assertThat(summary.keys()).isEqualTo(4);
    assertThat(summary.databases().get(0)).isEqualTo(new RdbSummary.Keys(3, 2, 2));
    assertThat(summary.databases().get(9)).isEqualTo(new RdbSummary.Keys(1, 0, 1));
    assertThat(summary.aux()).containsEntry("repl-offset", "12");
    assertThat(summary.moduleTypes()).containsExactly("MBbloom--");
    assertThat(summary.end().checksummed()).isTrue();
  }

  @Test
  @DisplayName("Every truncation and every flipped byte is found")
  void damage() {
    byte[] sound = sample();
    for (int length = 0; length < sound.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(sound, length);
      assertThatThrownBy(() -> RdbSummary.of(new ByteArrayInputStream(cut), 0))
          .as("cut to " + length)
          .isInstanceOf(IOException.class);
    }
    for (int at = 0; at < sound.length; at++) {
      byte[] flipped = sound.clone();
      flipped[at] ^= 0x10;
      assertThatThrownBy(() -> RdbSummary.of(new ByteArrayInputStream(flipped), 0))
          .as("flipped at " + at)
          .isInstanceOfAny(IOException.class, ArithmeticException.class);
    }
  }

  @Test
  @DisplayName("A key of a type that is not known is named, and not guessed at")
  void unknownType() {
    ByteArrayOutputStream rdb = new ByteArrayOutputStream();
    rdb.writeBytes("REDIS0099".getBytes(StandardCharsets.US_ASCII));
    rdb.writeBytes(new byte[] {99, 1, 'k', 1, 'v'});
    assertThatThrownBy(() -> RdbSummary.of(new ByteArrayInputStream(rdb.toByteArray()), 0))
        .hasMessageContaining("type 99");
  }

  /** Two databases, times to live in both units, a compressed key, and a module's value. */
  private static byte[] sample() {
    ByteArrayOutputStream rdb = new ByteArrayOutputStream();
    rdb.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    rdb.write(0xfa);
    string(rdb, "repl-offset");
    rdb.writeBytes(new byte[] {(byte) 0xc0, 12});
    rdb.writeBytes(new byte[] {(byte) 0xfe, 0, (byte) 0xfb, 3, 2});
    rdb.writeBytes(new byte[] {(byte) 0xfc, (byte) 0xe8, 3, 0, 0, 0, 0, 0, 0, 0});
    string(rdb, "gone");
    string(rdb, "v");
    rdb.writeBytes(new byte[] {(byte) 0xfd, 2, 0, 0, 0, 1});
    string(rdb, "list");
    rdb.write(2);
    string(rdb, "a");
    string(rdb, "b");
    rdb.writeBytes(new byte[] {0, (byte) 0xc3, 5, 10, 0, 'x', (byte) 0xe0, 0, 0});
    string(rdb, "value");
    rdb.writeBytes(new byte[] {(byte) 0xfe, 9, 7});
    string(rdb, "bloom");
    rdb.write(0x81);
    long id = moduleId("MBbloom--", 4);
    for (int shift = 56; shift >= 0; shift -= 8) {
      rdb.write((int) (id >>> shift));
    }
    rdb.writeBytes(new byte[] {2, 7, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 'm', 0});
    rdb.write(0xff);
    byte[] content = rdb.toByteArray();
    long crc = Crc64.update(0, content, 0, content.length);
    for (int n = 0; n < 8; n++) {
      rdb.write((int) (crc >>> (8 * n)));
    }
    return rdb.toByteArray();
  }

  private static long moduleId(String name, int version) {
    String characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    long id = 0;
    for (char one : name.toCharArray()) {
      id = id << 6 | characters.indexOf(one);
    }
    return id << 10 | version;
  }

  private static void string(ByteArrayOutputStream to, String text) {
    to.write(text.length());
    to.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
