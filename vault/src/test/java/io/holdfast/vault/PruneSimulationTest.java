package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.vault.PruneSimulation.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("I7: a prune beside writers and readers, in any order, loses nothing")
class PruneSimulationTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 1_000);

  @Test
  @DisplayName("P1-P4: sleeping, dying, with wrong clocks, nobody breaks a snapshot")
  void nothingIsLost() {
    long seed = TestVault.seed();
    int commits = 0;
    int deleted = 0;
    Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
    for (long at = seed; at < seed + TRIALS; at++) {
      Outcome outcome = new PruneSimulation(at, Broken.NONE).run();
      assertThat(outcome.wrong()).as("repeat with -Dholdfast.seed=%d", at).isEmpty();
      commits += outcome.commits();
      deleted += outcome.deleted();
      outcome.refused().forEach((code, count) -> refused.merge(code, count, Integer::sum));
    }
    System.out.printf(
        "%d schedules from seed %d: %d commits, %d packs deleted, refused: %s%n",
        TRIALS, seed, commits, deleted, refused);
    assertThat(commits).as("most writers get through").isGreaterThan(TRIALS / 2);
    assertThat(deleted).as("prunes have something to do").isGreaterThan(TRIALS / 2);
  }

  @ParameterizedTest
  @EnumSource(value = Broken.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("With one rule of the protocol switched off, the same simulation finds lost blobs")
  void findsWhatIsBroken(Broken broken) {
    long seed = TestVault.seed();
    for (long at = seed; at < seed + 20_000; at++) {
      List<String> wrong = new PruneSimulation(at, broken).run().wrong();
      if (wrong.stream().anyMatch(text -> text.contains("is broken"))) {
        System.out.printf("Without %s: schedule %d, %s%n", broken, at - seed, wrong.getFirst());
        return;
      }
    }
    assertThat(broken).as("found in 20,000 schedules from seed %d", seed).isNull();
  }
}
