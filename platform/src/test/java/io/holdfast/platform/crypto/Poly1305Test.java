package io.holdfast.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Poly1305Test {
  private static final long SEED = Long.getLong("holdfast.seed", 20261123);
  private final Poly1305 poly = new Poly1305();

  @Test
  @DisplayName("I6: agrees with Bouncy Castle at every length to 300, and on random long input")
  void againstBouncyCastle() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 20_000; round++) {
      int length = round < 6_000 ? round % 300 : random.nextInt(100, 3_000);
      if (round % 1_000 == 999) {
        length = random.nextInt(1 << 20);
      }
      agree(filled(random, 32), filled(random, length), length / 16 / 2 * 16, "seed " + SEED);
    }
  }

  @Test
  @DisplayName("I6: carries go all the way: words of ones, of zeros, and near the prime")
  void edges() {
    SplittableRandom random = new SplittableRandom(SEED);
    long[] words = {0, -1, 1, -2, -5, -6, 4, 5, Long.MIN_VALUE, Long.MAX_VALUE};
    for (int round = 0; round < 20_000; round++) {
      byte[] key = words(random, 4, words);
      byte[] bytes = words(random, 2 * random.nextInt(1, 12), words);
      agree(key, bytes, 0, "seed " + SEED + ", round " + round);
    }
  }

  @Test
  @DisplayName("RFC 8439, section 2.5.2")
  void published() {
    byte[] key =
        HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    byte[] text =
        "Cryptographic Forum Research Group".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] mac = new byte[16];
    poly.begin(key);
    poly.update(text, 0, text.length);
    poly.end(mac, 0);
    assertThat(HexFormat.of().formatHex(mac)).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
  }

  private void agree(byte[] key, byte[] bytes, int cut, String described) {
    var reference = new org.bouncycastle.crypto.macs.Poly1305();
    byte[] clamped = key.clone();
    org.bouncycastle.crypto.generators.Poly1305KeyGenerator.clamp(clamped);
    reference.init(new KeyParameter(clamped));
    reference.update(bytes, 0, bytes.length);
    byte[] expected = new byte[16];
    reference.doFinal(expected, 0);
    byte[] found = new byte[19];
    poly.begin(key);
    poly.update(bytes, 0, cut);
    poly.update(bytes, cut, bytes.length - cut);
    poly.end(found, 3);
    assertThat(Arrays.copyOfRange(found, 3, 19))
        .as("%s, %d bytes", described, bytes.length)
        .isEqualTo(expected);
  }

  private static byte[] filled(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] words(SplittableRandom random, int count, long[] choice) {
    var buffer = java.nio.ByteBuffer.allocate(8 * count);
    for (int i = 0; i < count; i++) {
      buffer.putLong(Long.reverseBytes(choice[random.nextInt(choice.length)]));
    }
    return buffer.array();
  }
}
