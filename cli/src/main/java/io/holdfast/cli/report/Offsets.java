package io.holdfast.cli.report;

import io.holdfast.cli.output.Units;
import java.time.Duration;
import java.util.Locale;

/** Times in a timeline, where a millisecond after twenty minutes must still be seen. */
final class Offsets {
  private Offsets() {}

  /** {@code +0:02.900}, {@code +1:20:00.001}: always to the millisecond. */
  static String offset(Duration since) {
    Duration size = since.abs();
    String hours =
        size.toHours() == 0
            ? String.format(Locale.ROOT, "%d", size.toMinutes())
            : String.format(Locale.ROOT, "%d:%02d", size.toHours(), size.toMinutesPart());
    return String.format(
        Locale.ROOT,
        "%s%s:%02d.%03d",
        since.isNegative() ? "-" : "+",
        hours,
        size.toSecondsPart(),
        size.toMillisPart());
  }

  /** {@code 412 ms}, and {@code <1 ms} for what was short but not nothing. */
  static String took(Duration took) {
    return took.isPositive() && took.toMillis() == 0 ? "<1 ms" : Units.duration(took);
  }
}
