package io.holdfast.vault.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.TestVault;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A recovery kit's secret: a slip is told from a wrong secret, and where it is")
class RecoverySecretTest {
  private final long seed = TestVault.seed();
  private final String secret = RecoverySecret.draw(Randomness.ofSeed(seed)).printed();

  private static String read(String typed) {
    return RecoverySecret.read(Password.of(typed)).orElseThrow().printed();
  }

  private void assertMistyped(String typed, int group) {
    assertThatThrownBy(() -> read(typed))
        .as("seed %d: %s typed as %s", seed, secret, typed)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.RECOVERY_SECRET_MISTYPED);
              assertThat(refused).hasMessageContaining("group " + group + " of 8");
              assertThat(refused.getMessage()).doesNotContain(typed.substring(4, 9));
            });
  }

  @Test
  void shape() {
    assertThat(secret).matches("HFK(-[0-9A-HJKMNP-TV-Z]{5}){8}");
    assertThat(read(secret)).isEqualTo(secret);
    assertThat(RecoverySecret.draw(Randomness.SECURE).printed())
        .isNotEqualTo(RecoverySecret.draw(Randomness.SECURE).printed());
    assertThat(RecoverySecret.draw(Randomness.SECURE)).hasToString("RecoverySecret[hidden]");
  }

  @Test
  @DisplayName("Small letters, blanks, no dashes, O for 0, and I and L for 1 are understood")
  void generous() {
    assertThat(read(secret.toLowerCase(Locale.ROOT))).isEqualTo(secret);
    assertThat(read(secret.replace("-", " ") + " ")).isEqualTo(secret);
    assertThat(read(secret.replace("-", ""))).isEqualTo(secret);
    assertThat(read("hfk" + secret.substring(3).replace('0', 'O').replace('1', 'l')))
        .isEqualTo(secret);
  }

  @Test
  @DisplayName("Every single wrong character is found, and its group")
  void oneWrong() {
    String letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZU";
    for (int at = 4; at < secret.length(); at++) {
      for (int other = 0; other < letters.length(); other++) {
        char wrong = letters.charAt(other);
        if (secret.charAt(at) != '-' && secret.charAt(at) != wrong) {
          String typed = secret.substring(0, at) + wrong + secret.substring(at + 1);
          assertMistyped(typed, (at - 4) / 6 + 1);
        }
      }
    }
  }

  @Test
  @DisplayName("Every two neighbours exchanged are found, and every two groups")
  void exchanged() {
    for (int at = 4; at + 1 < secret.length(); at++) {
      char left = secret.charAt(at);
      char right = secret.charAt(at + 1);
      if (left != right && left != '-' && right != '-') {
        assertMistyped(
            secret.substring(0, at) + right + left + secret.substring(at + 2), (at - 4) / 6 + 1);
      }
    }
    String[] groups = secret.substring(4).split("-");
    for (int i = 0; i < groups.length; i++) {
      for (int j = i + 1; j < groups.length; j++) {
        String[] other = groups.clone();
        other[i] = groups[j];
        other[j] = groups[i];
        if (!groups[i].equals(groups[j])) {
          assertMistyped("HFK-" + String.join("-", other), i + 1);
        }
      }
    }
  }

  @Test
  @DisplayName("A group too few is told; any other password is no secret of a kit")
  void others() {
    assertThatThrownBy(() -> read(secret.substring(0, secret.length() - 6)))
        .hasMessageContaining("35 characters after HFK, not 40");
    assertThat(RecoverySecret.read(Password.of("correct horse"))).isEmpty();
    assertThat(RecoverySecret.read(Password.of(""))).isEmpty();
  }
}
