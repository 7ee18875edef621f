package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.plan.FixingOrder;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.plan.Plan;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever a hand does to a good file, the parser reads it or says where it is wrong. */
class ConfigMutationTest {
  private static final int RUNS = 10_000;
  private static final Pattern PLACED =
      Pattern.compile("/etc/holdfast/holdfast\\.yaml:\\d+:\\d+: .+");

  @Test
  @DisplayName("A mutated configuration is read, or refused with HF-2xx and a place")
  void mutated() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int run = 0; run < RUNS; run++) {
      String text = Mutation.of(Example.TEXT, random);
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
}
