package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Units;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import java.util.List;

/** A set, its window and its members, for people. */
public final class SetText {
  private SetText() {}

  /**
   * @param everyName whether to tell all names, or the first of each kind
   */
  public static List<String> lines(String id, RecoverySet set, boolean everyName, Look look) {
    Page page = new Page(look);
    page.heading("Set %s".formatted(id));
    page.entry("of", set.installation());
    page.entry("grade", set.grade().label(), tone(set.grade()));
    set.reasons().forEach(reason -> page.entry("because", reason));
    page.entry(
        "rule",
        "%s, run %s on %s by Holdfast %s"
            .formatted(set.rule(), set.run(), set.host(), set.holdfastVersion()));
    page.entry("sealed", set.sealed().toString());
    page.entry(
        "content",
        "%s files, %s; %s references resolved when it was sealed"
            .formatted(
                Units.count(set.members().stream().mapToLong(Member::files).sum()),
                Units.bytes(set.members().stream().mapToLong(Member::bytes).sum()),
                Units.count(set.referencesChecked())));
    if (!set.earlierWindows().isEmpty()) {
      page.entry(
          "suspended",
          "%s in all, in %d windows"
              .formatted(Units.duration(set.suspended()), set.earlierWindows().size() + 1));
    }
    TimelineText.write(page, set);
    set.members().forEach(member -> MemberText.write(page, member, everyName));
    return page.lines();
  }

  static Look.Tone tone(Grade grade) {
    return switch (grade) {
      case CONSISTENT -> Look.Tone.GOOD;
      case CRASH_CONSISTENT -> Look.Tone.DOUBTFUL;
      case PARTIAL -> Look.Tone.BAD;
    };
  }
}
