package io.holdfast.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.Look;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code show} tells, as people see it. */
class SetTextTest {
  private static final Look PLAIN = new Look(80, true, false);
  private static final String ESCAPE = "\u001b";

  @Test
  @DisplayName("A millisecond after twenty minutes is told and drawn, and not as more than it is")
  void millisecondAfterMinutes() {
    assertThat(lines(SampleSets.longDrain(), PLAIN)).isEqualTo(SampleSets.golden("long-drain.txt"));
  }

  @Test
  @DisplayName("A window that was given up, who held files open, late and unproved files, rounds")
  void everythingThatCanBeTold() {
    assertThat(lines(SampleSets.repeated(), PLAIN)).isEqualTo(SampleSets.golden("repeated.txt"));
  }

  @Test
  @DisplayName("Without UTF-8 and in a narrow terminal the same is drawn with ASCII alone")
  void narrowAscii() {
    List<String> lines = lines(SampleSets.repeated(), new Look(60, false, false));

    assertThat(lines).isEqualTo(SampleSets.golden("repeated-ascii-60.txt"));
    assertThat(String.join("", lines)).matches("\\p{ASCII}*");
  }

  @Test
  @DisplayName("A set without a window, and without what older sets do not tell")
  void unsuspended() {
    assertThat(lines(SampleSets.unsuspended(), PLAIN))
        .isEqualTo(SampleSets.golden("unsuspended.txt"));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  @DisplayName("The drawing fits the terminal, whatever its width")
  void fits(int width) {
    for (RecoverySet set : List.of(SampleSets.longDrain(), SampleSets.repeated())) {
      Page page = new Page(new Look(width, true, false));
      TimelineText.write(page, set);
      assertThat(page.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(width + 1));
    }
  }

  @Test
  @DisplayName("Colours change nothing but the colour")
  void colours() {
    List<String> coloured = lines(SampleSets.repeated(), new Look(80, true, true));

    assertThat(coloured).anySatisfy(line -> assertThat(line).contains(ESCAPE + "[33m"));
    assertThat(coloured.stream().map(line -> line.replaceAll(ESCAPE + "\\[[0-9]+m", "")))
        .map(String::stripTrailing)
        .isEqualTo(SampleSets.golden("repeated.txt"));
  }

  @Test
  @DisplayName("What a process calls itself does not reach the terminal as a command")
  void controlCharacters() {
    assertThat(lines(SampleSets.repeated(), PLAIN))
        .noneSatisfy(line -> assertThat(line).contains(ESCAPE))
        .anySatisfy(line -> assertThat(line).contains("java\\u001b[2J"));
  }

  @Test
  @DisplayName("With all names asked for, all are told")
  void everyName() {
    assertThat(SetText.lines(SampleSets.ID, SampleSets.repeated(), true, PLAIN))
        .anySatisfy(line -> assertThat(line).contains("session.11 "))
        .noneSatisfy(line -> assertThat(line).contains("--all-names"));
  }

  @Test
  @DisplayName("A clock that was set inside the window is told, and the drawing still drawn")
  void clockWasSet() {
    RecoverySet set = SampleSets.longDrain();
    Window window = set.window();
    Window stepped =
        new Window(
            window.driver(),
            window.requested(),
            window.quiet(),
            window.fixed(),
            SampleSets.at(-3_000),
            window.deadline(),
            window.endedBy(),
            Duration.ofSeconds(4));
    RecoverySet odd =
        new RecoverySet(
            set.installation(),
            set.rule(),
            set.run(),
            set.host(),
            set.holdfastVersion(),
            set.grade(),
            set.reasons(),
            stepped,
            set.earlierWindows(),
            set.members(),
            set.references(),
            set.referencesChecked(),
            SampleSets.at(-2_000));

    assertThat(lines(odd, PLAIN))
        .anySatisfy(line -> assertThat(line).contains("clock", "it was set by -0:07.000"));
  }

  private static List<String> lines(RecoverySet set, Look look) {
    return SetText.lines(SampleSets.ID, set, false, look);
  }
}
