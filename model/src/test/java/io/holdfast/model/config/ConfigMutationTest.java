package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.plan.FixingOrder;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever a hand does to a good file, the parser reads it or says where it is wrong. */
class ConfigMutationTest {
  private static final int RUNS = 20_000;
  private static final Pattern PLACED = Pattern.compile("/etc/holdfast/holdfast\\.yaml:\\d+:\\d+: .+");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9./*@:-]+");
  private static final List<String> STRANGE =
      List.of(
          "", "null", "~", "[]", "{}", "-1", "0", "1e9", "99999999999999999999", "true", "*", "&a x",
          "!x y", "'", "\"", "- ", ": ", "? ", "#", "|", ">", "%", "@", "`", "\t", "\u0000", "\ud83d",
          "\\", "..", "/", "~/x", "P", "PT", "1d1d", "* * * * *", "s3://", "jdbc:", "&r [*r]", "\u2028",
          "\uFEFF", "<<", "--- ", "...", "kind", "files", "none", "http://[", "2m", "system-database");

  @Test
  @DisplayName("A mutated configuration is read, or refused with HF-2xx and a place")
  void mutated() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int run = 0; run < RUNS; run++) {
      String text = mutate(Example.TEXT, random);
      try {
        Installation read = ConfigParser.parse(Example.FILE, text);
        judge(read);
        accepted++;
      } catch (HoldfastException refused) {
        assertPlaced(refused, seed, run, text);
      } catch (RuntimeException | StackOverflowError wrong) {
        throw new AssertionError(
            "-Dholdfast.seed=" + seed + ", run " + run + ", file:\n" + text, wrong);
      }
    }
    assertThat(accepted).as("accepted of %d, seed %d", RUNS, seed).isBetween(RUNS / 100, RUNS);
  }

  /** What was read never makes the linter or the planner stumble. */
  private static void judge(Installation read) {
    assertThat(Linter.findings(read)).isNotNull();
    if (FixingOrder.of(read).circle().isEmpty()) {
      read.rules().forEach(rule -> assertThat(Plan.explain(read, rule).steps()).isNotEmpty());
    }
  }

  private static void assertPlaced(HoldfastException refused, long seed, int run, String text) {
    assertThat(refused.code().code())
        .as("-Dholdfast.seed=%d, run %d, file:%n%s", seed, run, text)
        .startsWith("HF-2");
    assertThat(refused.getMessage().lines().findFirst().orElseThrow())
        .as("-Dholdfast.seed=%d, run %d, file:%n%s", seed, run, text)
        .matches(PLACED);
  }

  private static String mutate(String text, Random random) {
    String mutated = text;
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      mutated =
          switch (random.nextInt(6)) {
            case 0 -> withoutLine(mutated, random);
            case 1 -> withLineTwice(mutated, random);
            case 2 -> withWord(mutated, random, STRANGE.get(random.nextInt(STRANGE.size())));
            case 3 -> withWord(mutated, random, someWord(mutated, random));
            case 4 -> withCharacter(mutated, random);
            default -> indented(mutated, random);
          };
    }
    return mutated;
  }

  private static String withoutLine(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      lines.remove(random.nextInt(lines.size()));
    }
    return String.join("\n", lines);
  }

  private static String withLineTwice(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      lines.add(
          random.nextInt(lines.size() + 1), lines.get(random.nextInt(lines.size())));
    }
    return String.join("\n", lines);
  }

  private static String indented(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      lines.set(at, random.nextBoolean() ? " " + line : line.replaceFirst("^  ", ""));
    }
    return String.join("\n", lines);
  }

  private static String someWord(String text, Random random) {
    List<String> words = WORD.matcher(text).results().map(match -> match.group()).toList();
    return words.isEmpty() ? "x" : words.get(random.nextInt(words.size()));
  }

  private static String withWord(String text, Random random, String word) {
    var places = WORD.matcher(text).results().toList();
    if (places.isEmpty()) {
      return word;
    }
    var place = places.get(random.nextInt(places.size()));
    return text.substring(0, place.start()) + word + text.substring(place.end());
  }

  private static String withCharacter(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    char character = (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000);
    return text.substring(0, at)
        + (random.nextBoolean() ? "" : character)
        + text.substring(Math.min(text.length(), at + 1));
  }
}
