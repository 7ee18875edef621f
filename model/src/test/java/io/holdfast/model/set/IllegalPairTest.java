package io.holdfast.model.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Reference;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** I2: in every pair the referrer's point ends before the referent's begins, or at that instant. */
class IllegalPairTest {
  private static final Instant ZERO = Instant.parse("2026-11-22T03:00:00Z");

  @ParameterizedTest(name = "database {0}..{1}, disk {2}..{3}: legal is {4}")
  @CsvSource({
    "0, 1, 1, 2, true", // Back to back: the same instant is not after.
    "0, 1, 2, 3, true",
    "0, 0, 0, 0, true",
    "0, 2, 1, 3, false", // They overlap: nobody knows which came first.
    "0, 3, 1, 2, false",
    "1, 2, 1, 2, false",
    "2, 3, 0, 1, false", // A newer database with an older disk: what aborts workflows.
  })
  @DisplayName("I2: the table of pairs")
  void pairs(long from, long to, long otherFrom, long otherTo, boolean legal) {
    RecoverySet set =
        SampleSet.with(
            List.of(member("db", from, to), member("disk", otherFrom, otherTo)),
            List.of(new Reference("db", "select path from f", "disk", "")));

    assertThat(set.illegalPair().isEmpty()).isEqualTo(legal);
    if (!legal) {
      assertThat(set.illegalPair().orElseThrow()).contains("'db'", "'disk'", at(to).toString());
    }
  }

  @Test
  @DisplayName("I2: a reference to a store that the set lacks is illegal, on either side")
  void missingMember() {
    List<Reference> references = List.of(new Reference("db", "select path from f", "disk", ""));

    assertThat(SampleSet.with(List.of(member("db", 0, 1)), references).illegalPair())
        .hasValueSatisfying(words -> assertThat(words).contains("'db'", "'disk'", "lacks"));
    assertThat(SampleSet.with(List.of(member("disk", 0, 1)), references).illegalPair()).isPresent();
  }

  @Test
  @DisplayName("I2: stores that refer to nothing may be fixed in any order")
  void withoutReferences() {
    assertThat(
            SampleSet.with(List.of(member("db", 5, 6), member("disk", 0, 1)), List.of())
                .illegalPair())
        .isEmpty();
  }

  @Test
  @DisplayName("I2: one illegal pair among legal ones is found")
  void oneOfMany() {
    RecoverySet set =
        SampleSet.with(
            List.of(member("db", 1, 2), member("early", 0, 1), member("late", 2, 3)),
            List.of(
                new Reference("db", "select path from a", "late", ""),
                new Reference("db", "select path from b", "early", "")));

    assertThat(set.illegalPair())
        .hasValueSatisfying(words -> assertThat(words).contains("'early'"));
  }

  private static Member member(String store, long from, long to) {
    return new Member(
        store,
        "files",
        "disk/" + store,
        new Point(at(from), at(to)),
        null,
        0,
        0,
        JsonMapper.shared().createObjectNode());
  }

  private static Instant at(long second) {
    return ZERO.plusSeconds(second);
  }
}
