package io.holdfast.vault.crypto;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A password that is made to be printed, kept in a safe for years, and typed in by somebody under
 * pressure: {@code HFK-} and eight groups of five characters, of which the last checks the others.
 * The four others are drawn by lot: 160 bits in all.
 *
 * <p>The check is a sum over the field of 32 elements, each character weighted with another power
 * of a generator, beginning with the group's number. So every wrong character, every two neighbours
 * exchanged and every two groups exchanged is found, and the group is known.
 */
public final class RecoverySecret {
  private static final String PREFIX = "HFK-";
  private static final int GROUPS = 8;
  private static final int DRAWN = 4;

  /** Digits and letters that are not taken for one another. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /** x⁵ + x² + 1, which x generates the field with. */
  private static final int POLYNOMIAL = 0b100101;

  private final String text;

  private RecoverySecret(String text) {
    this.text = text;
  }

  public static RecoverySecret draw(Randomness randomness) {
    StringBuilder text = new StringBuilder(PREFIX);
    for (int group = 0; group < GROUPS; group++) {
      byte[] drawn = randomness.bytes(DRAWN);
      StringBuilder characters = new StringBuilder();
      for (byte one : drawn) {
        characters.append(ALPHABET.charAt(one & 31));
      }
      text.append(group == 0 ? "" : "-").append(characters);
      text.append(ALPHABET.charAt(check(group, characters)));
    }
    return new RecoverySecret(text.toString());
  }

  /**
   * What was meant by something typed that looks like such a secret, if it does: letters may be
   * small, O and I and L stand for digits, blanks and dashes do not matter.
   *
   * @throws HoldfastException HF-230 if it is mistyped
   */
  public static Optional<RecoverySecret> read(Password typed) {
    String letters =
        new String(typed.utf8(), StandardCharsets.UTF_8)
            .toUpperCase(Locale.ROOT)
            .replaceAll("[\\s-]", "");
    if (!letters.startsWith("HFK")) {
      return Optional.empty();
    }
    String characters = letters.substring(3).replace('O', '0').replace('I', '1').replace('L', '1');
    int length = DRAWN + 1;
    if (characters.length() != GROUPS * length) {
      throw mistyped(
          "it has %d characters after HFK, not %d".formatted(characters.length(), GROUPS * length));
    }
    StringBuilder text = new StringBuilder(PREFIX);
    for (int group = 0; group < GROUPS; group++) {
      String part = characters.substring(group * length, (group + 1) * length);
      if (!isSound(group, part)) {
        throw mistyped("group %d of %d is wrong".formatted(group + 1, GROUPS));
      }
      text.append(group == 0 ? "" : "-").append(part);
    }
    return Optional.of(new RecoverySecret(text.toString()));
  }

  private static boolean isSound(int group, String part) {
    return part.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        && check(group, part.substring(0, DRAWN)) == ALPHABET.indexOf(part.charAt(DRAWN));
  }

  private static int check(int group, CharSequence characters) {
    int sum = group + 1;
    for (int i = 0; i < characters.length(); i++) {
      sum = timesGenerator(sum) ^ ALPHABET.indexOf(characters.charAt(i));
    }
    return timesGenerator(sum);
  }

  private static int timesGenerator(int element) {
    int shifted = element << 1;
    return (shifted & 32) == 0 ? shifted : shifted ^ POLYNOMIAL;
  }

  private static HoldfastException mistyped(String how) {
    return new HoldfastException(
        ErrorCode.RECOVERY_SECRET_MISTYPED,
        "This is the secret of a recovery kit, but " + how + ".",
        "Nothing was changed.",
        "Compare it with the kit, group by group, and type it again.");
  }

  /** The password that it is, for any program that knows the format. */
  public Password password() {
    return Password.of(text);
  }

  /** For the one page that it is printed on. */
  public String printed() {
    return text;
  }

  @Override
  public String toString() {
    return "RecoverySecret[hidden]";
  }
}
