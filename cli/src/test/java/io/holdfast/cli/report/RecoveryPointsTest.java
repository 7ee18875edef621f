package io.holdfast.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.Look;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The times that can be gone back to. */
class RecoveryPointsTest {
  private static final Look LOOK = new Look(100, false, false);
  private static final String ID = SampleSets.ID;

  private static List<String> lines(History.Entry... entries) {
    return new RecoveryPoints(List.of(entries))
        .lines(SampleSets.at(Duration.ofHours(30).toMillis()), ZoneOffset.UTC, LOOK);
  }

  @Test
  @DisplayName("A set that is not consistent is shown and does not count")
  void counts() {
    List<String> lines =
        lines(
            new History.Entry(ID, SampleSets.suspendedFor("nightly", 0, 100, 200)),
            new History.Entry(ID, SampleSets.unsuspended()),
            new History.Entry(ID, SampleSets.suspendedFor("nightly", 180, 100, 200)));

    assertThat(lines.get(1))
        .contains("2026-11-22 03:00:00", "4f2a91c0", "consistent")
        .endsWith("-");
    assertThat(lines.get(2)).endsWith("does not count");
    assertThat(lines.get(3)).contains("2026-11-22 06:00:00").endsWith("3 h 00 min");
    assertThat(lines.getLast()).contains("26 h 59 min", "3 h 00 min");
  }

  @Test
  @DisplayName("Without a consistent set there is nothing to go back to, and it says so")
  void none() {
    assertThat(lines(new History.Entry(ID, SampleSets.unsuspended())).getLast())
        .contains("nothing to go back to");
  }
}
