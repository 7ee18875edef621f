package io.holdfast.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {
  private static final long SEED = Long.getLong("holdfast.seed", 20261123);

  @ParameterizedTest
  @DisplayName("RFC 7914, section 12")
  @CsvSource({
    "'', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "pleaseletmein, SodiumChloride, 16384, 8, 1,"
        + " 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  })
  void published(String password, String salt, int n, int r, int p, String expected) {
    byte[] derived = Scrypt.derive(ascii(password), ascii(salt), new KdfParameters(n, r, p), 64);
    assertThat(HexFormat.of().formatHex(derived)).isEqualTo(expected);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  @DisplayName("I6: agrees with Bouncy Castle on random passwords, salts and costs")
  void againstBouncyCastle() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 200; round++) {
      byte[] password = filled(random, random.nextInt(1, 200));
      byte[] salt = filled(random, random.nextInt(100));
      int n = 2 << random.nextInt(9);
      int r = random.nextInt(1, 12);
      int p = random.nextInt(1, 5);
      int length = random.nextInt(1, 150);
      assertThat(Scrypt.derive(password, salt, new KdfParameters(n, r, p), length))
          .as("seed %d, round %d: n %d, r %d, p %d", SEED, round, n, r, p)
          .isEqualTo(SCrypt.generate(password, salt, n, r, p, length));
    }
  }

  private static byte[] filled(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
