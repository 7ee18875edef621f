package io.holdfast.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.Look;
import io.holdfast.model.set.RecoverySet;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code sets} tells of the windows over time. */
class HistoryTest {
  private static final Look PLAIN = new Look(80, true, false);

  @Test
  @DisplayName("Sets with a bar each, and a trend for each rule that has more than one")
  void sets() {
    assertThat(sample().lines(false, ZoneOffset.UTC, PLAIN))
        .isEqualTo(SampleSets.golden("sets.txt"));
  }

  @Test
  @DisplayName("Where the suspended time went, without UTF-8")
  void windows() {
    assertThat(sample().lines(true, ZoneOffset.UTC, new Look(80, false, false)))
        .isEqualTo(SampleSets.golden("sets-windows-ascii.txt"));
  }

  @Test
  @DisplayName("One set is no trend; a set without a window has no bar")
  void noTrend() {
    assertThat(of(SampleSets.unsuspended()).lines(false, ZoneOffset.UTC, PLAIN)).hasSize(2);
    assertThat(of(SampleSets.suspendedFor("hourly", 0, 10, 20)).lines(true, ZoneOffset.UTC, PLAIN))
        .hasSize(2);
    assertThat(of(SampleSets.unsuspended()).trends()).isEmpty();
  }

  @Test
  @DisplayName("Windows that took no time at all have a median, and no division by it")
  void nothing() {
    Trend trend = new Trend("hourly", List.of(Duration.ZERO, Duration.ZERO));

    assertThat(trend.median()).isZero();
    assertThat(trend.lastToMedian()).isEqualTo(1);
    assertThat(Sparkline.of(trend.suspended(), PLAIN)).isEqualTo("▁▁");
  }

  @Test
  @DisplayName("Trends in JSON: rules apart, the median of an even number between the two")
  void trends() {
    JsonNode trends = sample().trends();

    assertThat(trends).hasSize(2);
    assertThat(trends.get(0))
        .hasToString(
            "{\"rule\":\"nightly\",\"sets\":6,\"lastMillis\":3900,\"medianMillis\":3000,"
                + "\"shortestMillis\":1500,\"longestMillis\":12100,\"lastToMedian\":1.3}");
    assertThat(trends.get(1).path("sets").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("A set in JSON: windows that were given up count, and the phases add up")
  void setInJson() {
    JsonNode json = new History.Entry(SampleSets.ID, SampleSets.repeated()).json();

    assertThat(json.path("windowMillis").asLong()).isEqualTo(2_900);
    assertThat(json.path("windows").asInt()).isEqualTo(2);
    assertThat(json.path("suspendedMillis").asLong()).isEqualTo(6_400);
    assertThat(json.path("drainMillis").asLong()).isEqualTo(2_900 + 2_000);
    assertThat(json.path("fixMillis").asLong()).isEqualTo(600 + 850);
    assertThat(json.path("releaseMillis").asLong()).isEqualTo(50);
  }

  @Test
  @DisplayName("More sets than columns: the newest are drawn")
  void manySets() {
    RecoverySet[] many = new RecoverySet[200];
    for (int i = 0; i < many.length; i++) {
      many[i] = SampleSets.suspendedFor("hourly", i, 100, i);
    }
    assertThat(of(many).lines(false, ZoneOffset.UTC, PLAIN))
        .hasSize(1 + 200 + 5)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
        .last()
        .satisfies(line -> assertThat(line).endsWith("█"));
  }

  private static History sample() {
    return of(
        SampleSets.suspendedFor("nightly", 0, 1_000, 1_000),
        SampleSets.suspendedFor("nightly", 60, 2_000, 10_000),
        SampleSets.suspendedFor("nightly", 120, 400, 1_000),
        SampleSets.unsuspended(),
        SampleSets.suspendedFor("nightly", 180, 900, 1_000),
        SampleSets.suspendedFor("by-hand", 200, 1, 1),
        SampleSets.suspendedFor("nightly", 240, 3_000, 2_000),
        SampleSets.suspendedFor("nightly", 300, 2_800, 1_000));
  }

  private static History of(RecoverySet... sets) {
    List<History.Entry> entries = new ArrayList<>();
    for (RecoverySet set : sets) {
      entries.add(new History.Entry("%08x".formatted(entries.size()) + SampleSets.ID, set));
    }
    return new History(entries);
  }
}
