package io.holdfast.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6: what the journal says was done was done, whenever the run was killed. */
class JournalTest {
  @TempDir Path run;

  @Test
  @DisplayName("I6: the steps come back in their order, with their details")
  void roundTrip() throws IOException {
    try (Journal journal = Journal.create(run, Clock.SYSTEM, step -> {})) {
      journal.record(Step.STARTED);
      journal.record(Step.SUSPENDING, "holdfast/ä \"quoted\"\nand a line");
      journal.record(Step.FIXED, "db");
    }

    assertThat(Journal.read(run))
        .extracting(Journal.Entry::step, Journal.Entry::detail)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Step.STARTED, ""),
            org.assertj.core.groups.Tuple.tuple(
                Step.SUSPENDING, "holdfast/ä \"quoted\"\nand a line"),
            org.assertj.core.groups.Tuple.tuple(Step.FIXED, "db"));
  }

  @Test
  @DisplayName("I6: a step is on the disk when the listener is told, and not before")
  void durableBeforeTold() throws IOException {
    List<Integer> linesWhenTold = new ArrayList<>();
    try (Journal journal =
        Journal.create(run, Clock.SYSTEM, step -> linesWhenTold.add(read().size()))) {
      journal.record(Step.STARTED);
      journal.record(Step.PREPARED);
    }
    assertThat(linesWhenTold).containsExactly(1, 2);
  }

  @Test
  @DisplayName("I6: cut off at any byte, the journal tells exactly the steps that are whole")
  void tornAtEveryByte() throws IOException {
    try (Journal journal = Journal.create(run, Clock.SYSTEM, step -> {})) {
      journal.record(Step.STARTED);
      journal.record(Step.PREPARED);
      journal.record(Step.SUSPENDING, "ä");
    }
    Path file = run.resolve(Journal.FILE);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String text = new String(whole, 0, length, StandardCharsets.UTF_8);
      int complete = (int) text.chars().filter(c -> c == '\n').count();

      assertThat(read().size())
          .as("cut to %d of %d bytes", length, whole.length)
          .isBetween(complete, complete + 1);
      assertThat(read().stream().map(Journal.Entry::step))
          .isEqualTo(
              List.of(Step.STARTED, Step.PREPARED, Step.SUSPENDING).subList(0, read().size()));
    }
  }

  @Test
  @DisplayName("I6: what was never written is never told: rubbish ends the journal")
  void rubbish() throws IOException {
    Files.writeString(
        run.resolve(Journal.FILE),
        """
        {"at":"2026-11-22T03:00:00Z","step":"STARTED","detail":""}
        {"at":"2026-11-22T03:00:00Z","step":"REJOICING","detail":""}
        {"at":"2026-11-22T03:00:00Z","step":"SEALED","detail":""}
        """);

    assertThat(read().stream().map(Journal.Entry::step)).containsExactly(Step.STARTED);
  }

  @Test
  @DisplayName("A run that was killed before its first step has an empty journal, or none")
  void noJournal() throws IOException {
    assertThat(read()).isEmpty();
    Files.createFile(run.resolve(Journal.FILE));
    assertThat(read()).isEmpty();
  }

  @Test
  @DisplayName("I3: an interrupted run can still write down what it does")
  void interrupted() throws IOException {
    try (Journal journal = Journal.create(run, Clock.SYSTEM, step -> {})) {
      Thread.currentThread().interrupt();
      journal.record(Step.STARTED);
      assertThat(Thread.interrupted()).as("the interruption stays").isTrue();
      journal.record(Step.FINISHED);
    }
    assertThat(read()).hasSize(2);
  }

  @Test
  @DisplayName("A journal that cannot be written stops the run")
  void cannotWrite() throws IOException {
    Journal journal = Journal.create(run, Clock.SYSTEM, step -> {});
    journal.close();

    assertThatThrownBy(() -> journal.record(Step.STARTED))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("journal");
  }

  private List<Journal.Entry> read() {
    try {
      return Journal.read(run);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
