package io.holdfast.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.Poly1305KeyGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("sources")
@DisplayName("I6: libcrypto and the JDK answer as published, and as Bouncy Castle does")
class CryptographyTest {
  private static final long SEED = Long.getLong("holdfast.seed", 20261123);

  private final Cryptography source;

  private final SplittableRandom random = new SplittableRandom(SEED);

  CryptographyTest(Cryptography source) {
    this.source = source;
  }

  static List<Cryptography> sources() {
    return List.of(new JavaCryptography(), OpenSsl.load().orElseThrow());
  }

  @Test
  @DisplayName("The operating system's own is what is used where it is there")
  void chosen() {
    assertThat(Cryptography.fastest()).isInstanceOf(OpenSsl.class);
  }

  @Test
  @DisplayName("SHA-256 of pieces of every kind is the JDK's of the whole")
  void hash() throws GeneralSecurityException {
    MessageDigest found = source.sha256();
    for (int round = 0; round < 500; round++) {
      MessageDigest expected = MessageDigest.getInstance("SHA-256");
      for (int piece = random.nextInt(6); piece > 0; piece--) {
        byte[] bytes = filled(random.nextInt(round % 50 == 0 ? 700_000 : 300));
        expected.update(bytes);
        update(found, bytes);
      }
      if (round % 7 == 0) {
        found.reset();
        expected.reset();
      }
      assertThat(found.digest()).as("seed %d, round %d", SEED, round).isEqualTo(expected.digest());
    }
    assertThat(source.sha256().getDigestLength()).isEqualTo(32);
  }

  private void update(MessageDigest digest, byte[] bytes) {
    int middle = bytes.length / 2;
    switch (random.nextInt(5)) {
      case 0 -> digest.update(bytes);
      case 1 -> {
        digest.update(bytes, 0, middle);
        digest.update(bytes, middle, bytes.length - middle);
      }
      case 2 -> {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        digest.update(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
      }
      case 3 -> digest.update(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
      default -> {
        for (byte one : bytes) {
          digest.update(one);
        }
      }
    }
  }

  @ParameterizedTest
  @DisplayName("RFC 4231: HMAC-SHA-256 with short, long and overlong keys")
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  })
  void authentication(String key, String message, String expected) {
    assertThat(HexFormat.of().formatHex(source.hmacSha256(hex(key), ascii(message))))
        .isEqualTo(expected);
    byte[] overlong = new byte[131];
    Arrays.fill(overlong, (byte) 0xaa);
    byte[] code =
        source.hmacSha256(
            overlong, ascii("Test Using Larger Than Block-Size Key - Hash Key First"));
    assertThat(HexFormat.of().formatHex(code))
        .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    for (int length = 0; length < 200; length++) {
      byte[] any = filled(length);
      assertThat(source.hmacSha256(any, any))
          .isEqualTo(new JavaCryptography().hmacSha256(any, any));
    }
  }

  @Test
  @DisplayName("SP 800-38A, F.5.5: AES-256 in counter mode")
  void counterPublished() {
    byte[] text =
        hex(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    source
        .aesCounter(hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"))
        .apply(hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), text, 0, text.length, text, 0);
    assertThat(HexFormat.of().formatHex(text))
        .isEqualTo(
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
  }

  @Test
  @DisplayName(
      "A cipher is used again and again, in place and elsewhere, also where a counter ends")
  void counter() throws GeneralSecurityException {
    byte[] key = filled(32);
    StreamCipher cipher = source.aesCounter(key);
    for (int round = 0; round < 500; round++) {
      byte[] iv = filled(16);
      if (round % 3 == 0) {
        Arrays.fill(iv, 16 - random.nextInt(17), 16, (byte) -1);
      }
      int offset = random.nextInt(40);
      int length = random.nextInt(round % 50 == 0 ? 700_000 : 300);
      byte[] from = filled(offset + length + random.nextInt(5));
      Cipher reference = Cipher.getInstance("AES/CTR/NoPadding");
      reference.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      byte[] expected = reference.doFinal(from, offset, length);
      int at = random.nextInt(40);
      byte[] to = new byte[at + length + 3];
      cipher.apply(iv, from, offset, length, to, at);
      assertThat(Arrays.copyOfRange(to, at, at + length))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(expected);
      assertThat(Arrays.copyOfRange(to, at + length, to.length)).containsOnly(0);
      cipher.apply(iv, from, offset, length, from, offset);
      assertThat(Arrays.copyOfRange(from, offset, offset + length)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @DisplayName("Poly1305-AES as in its author's paper, appendix B")
  @CsvSource({
    "f3f6, 851fc40c3467ac0be05cc20404f3f700, ec074c835580741701425b623235add6,"
        + " fb447350c4e868c52ac3275cf9d4327e, f4c633c3044fc145f84f335cb81953de",
    "'', a0f3080000f46400d0c7e9076c834403, 75deaa25c09f208e1dc4ce6b5cad3fbf,"
        + " 61ee09218d29b0aaed7e154a2c5509cc, dd3fab2251f11ac759f0887129cc2ee7",
  })
  void authenticatorPublished(String message, String r, String k, String nonce, String expected) {
    byte[] bytes = hex(message);
    byte[] code = new byte[Authenticator.BYTES];
    source.poly1305Aes(hex(k), hex(r)).code(hex(nonce), bytes, 0, bytes.length, code, 0);
    assertThat(HexFormat.of().formatHex(code)).isEqualTo(expected);
  }

  @Test
  @DisplayName("An authenticator is used again and again, at any place of an array")
  void authenticator() {
    byte[] k = filled(16);
    byte[] r = filled(16);
    byte[] both = Arrays.copyOf(r, 32);
    System.arraycopy(k, 0, both, 16, 16);
    Poly1305KeyGenerator.clamp(both);
    Authenticator authenticator = source.poly1305Aes(k, r);
    for (int round = 0; round < 500; round++) {
      byte[] nonce = filled(16);
      int offset = random.nextInt(40);
      int length = random.nextInt(round % 50 == 0 ? 700_000 : 300);
      byte[] message = filled(offset + length + random.nextInt(5));
      var reference = new org.bouncycastle.crypto.macs.Poly1305(AESEngine.newInstance());
      reference.init(new ParametersWithIV(new KeyParameter(both), nonce));
      reference.update(message, offset, length);
      byte[] expected = new byte[16];
      reference.doFinal(expected, 0);
      byte[] found = new byte[19];
      authenticator.code(nonce, message, offset, length, found, 3);
      assertThat(Arrays.copyOfRange(found, 3, 19))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(expected);
    }
  }

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
  void keyPublished(String password, String salt, int n, int r, int p, String expected) {
    byte[] derived = source.scrypt(ascii(password), ascii(salt), n, r, p, 64);
    assertThat(HexFormat.of().formatHex(derived)).isEqualTo(expected);
  }

  @Test
  @DisplayName("scrypt agrees on random passwords, salts and costs")
  void key() {
    for (int round = 0; round < 200; round++) {
      byte[] password = filled(random.nextInt(1, 200));
      byte[] salt = filled(random.nextInt(100));
      int n = 2 << random.nextInt(9);
      int r = random.nextInt(1, 12);
      int p = random.nextInt(1, 5);
      int length = random.nextInt(1, 150);
      assertThat(source.scrypt(password, salt, n, r, p, length))
          .as("seed %d, round %d: n %d, r %d, p %d", SEED, round, n, r, p)
          .isEqualTo(SCrypt.generate(password, salt, n, r, p, length));
    }
  }

  @Test
  @DisplayName("Keys and nonces of other lengths are refused, and not read beyond")
  void lengths() {
    byte[] some = new byte[64];
    List<Runnable> wrong = new ArrayList<>();
    wrong.add(() -> source.aesCounter(new byte[31]).apply(new byte[16], some, 0, 8, some, 0));
    wrong.add(() -> source.aesCounter(new byte[32]).apply(new byte[15], some, 0, 8, some, 0));
    wrong.add(() -> source.aesCounter(new byte[32]).apply(new byte[16], some, 60, 8, some, 0));
    wrong.add(() -> source.aesCounter(new byte[32]).apply(new byte[16], some, 0, 8, some, 60));
    wrong.add(() -> source.poly1305Aes(new byte[15], new byte[16]));
    wrong.add(() -> source.poly1305Aes(new byte[16], new byte[15]));
    wrong.add(
        () ->
            source.poly1305Aes(new byte[16], new byte[16]).code(new byte[15], some, 0, 8, some, 0));
    wrong.add(
        () ->
            source
                .poly1305Aes(new byte[16], new byte[16])
                .code(new byte[16], some, 0, 8, some, 60));
    wrong.add(() -> source.sha256().update(some, 60, 8));
    for (Runnable call : wrong) {
      assertThatThrownBy(call::run)
          .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
    }
  }

  private byte[] filled(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
