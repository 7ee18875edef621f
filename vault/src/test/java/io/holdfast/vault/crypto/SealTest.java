package io.holdfast.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.Randomness;
import io.holdfast.platform.crypto.Cryptography;
import io.holdfast.vault.TestVault;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final MasterKey KEY = MasterKey.random(Randomness.SECURE);
  private final Seal seal = new Seal(KEY, Randomness.SECURE);

  @Test
  @DisplayName("Poly1305-AES as in its author's paper, over an empty ciphertext")
  void paper() {
    // Appendix B of the paper: r, k, n and the MAC of the empty message.
    MasterKey key =
        new MasterKey(
            HexFormat.of().parseHex("01".repeat(32)),
            HexFormat.of().parseHex("75deaa25c09f208e1dc4ce6b5cad3fbf"),
            HexFormat.of().parseHex("a0f3080000f46400d0c7e9076c834403"));
    byte[] nonce = HexFormat.of().parseHex("61ee09218d29b0aaed7e154a2c5509cc");
    byte[] sealed =
        new Seal(key, bytes -> System.arraycopy(nonce, 0, bytes, 0, 16)).seal(new byte[0]);
    assertThat(HexFormat.of().formatHex(sealed))
        .isEqualTo("61ee09218d29b0aaed7e154a2c5509cc" + "dd3fab2251f11ac759f0887129cc2ee7");
  }

  @Test
  @DisplayName("What was sealed is opened, at every length around the slices")
  void roundTrip() throws SealBrokenException {
    for (int length : new int[] {0, 1, 15, 16, 17, 16383, 16384, 16385, 100_000}) {
      byte[] plain = TestVault.randomBytes(length, length);
      byte[] sealed = seal.seal(plain);
      assertThat(sealed).hasSize(length + Seal.OVERHEAD);
      assertThat(seal.open(sealed)).isEqualTo(plain);
    }
    byte[] plain = TestVault.utf8("same");
    assertThat(seal.seal(plain)).as("a fresh IV each time").isNotEqualTo(seal.seal(plain));
  }

  @Test
  @DisplayName("What is sealed with the operating system's ciphers is opened with the JDK's")
  void everywhere() throws SealBrokenException {
    byte[] plain = TestVault.randomBytes(9, 70_000);
    Seal other = new Seal(KEY, Randomness.SECURE, Cryptography.ofJava());
    assertThat(other.open(seal.seal(plain))).isEqualTo(plain);
    assertThat(seal.open(other.seal(plain))).isEqualTo(plain);
  }

  @Test
  @DisplayName("I6: any flipped bit is noticed")
  void flipped() {
    byte[] sealed = seal.seal(TestVault.utf8("usage record"));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> seal.open(flipped)).isInstanceOf(SealBrokenException.class);
    }
    assertThatThrownBy(() -> seal.open(sealed, 0, sealed.length - 1))
        .isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(() -> seal.open(new byte[31])).isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(
            () -> new Seal(MasterKey.random(Randomness.SECURE), Randomness.SECURE).open(sealed))
        .isInstanceOf(SealBrokenException.class);
  }

  @Test
  @DisplayName("Nothing secret is ever printed")
  void hidden() {
    assertThat(KEY).hasToString("MasterKey[hidden]");
    Password password = Password.of("secret".toCharArray());
    assertThat(password).hasToString("Password[hidden]");
    password.close();
    assertThat(password.utf8()).containsOnly(0);
  }

  @Test
  @DisplayName("A key file opens with its password, and says nothing else but who made it")
  void keyFile() throws SealBrokenException {
    KeyFile file =
        KeyFile.create(
            KEY,
            Password.of("pässword"),
            KdfParameters.forTests(),
            Randomness.SECURE,
            TestVault.TIME,
            "user",
            "host");
    KeyFile again = KeyFile.decode(file.encode());
    byte[] sealed = seal.seal(TestVault.utf8("x"));
    assertThat(new Seal(again.unlock(Password.of("pässword")), Randomness.SECURE).open(sealed))
        .isEqualTo(TestVault.utf8("x"));
    assertThat(again.created()).isEqualTo(TestVault.TIME);
    assertThatThrownBy(() -> again.unlock(Password.of("password")))
        .isInstanceOf(SealBrokenException.class);
  }

  @Test
  @DisplayName("A key file that would exhaust memory is refused before it can")
  void vastParameters() {
    for (String wrong :
        new String[] {
          "\"N\":1073741824,\"r\":1024",
          "\"N\":1000,\"r\":8",
          "\"N\":0,\"r\":8",
          "\"N\":99999999999,\"r\":8"
        }) {
      String json =
          "{\"created\":\"2026-01-01T00:00:00Z\",\"kdf\":\"scrypt\","
              + wrong
              + ",\"p\":1,\"salt\":\"AA==\",\"data\":\"AA==\"}";
      assertThatThrownBy(() -> KeyFile.decode(TestVault.utf8(json)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> KeyFile.decode(TestVault.utf8("{\"kdf\":\"argon2\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argon2");
  }
}
