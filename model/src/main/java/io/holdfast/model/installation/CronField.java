package io.holdfast.model.installation;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a schedule: the values at which it fits.
 *
 * @param star whether it begins with {@code *}, which cron treats as "not restricted"
 */
record CronField(BitSet values, boolean star) {

  /** What a field counts, and between which bounds. */
  enum Kind {
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY("day of month", 1, 31, List.of()),
    MONTH(
        "month",
        1,
        12,
        List.of(
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    /** Both 0 and 7 are Sunday. */
    WEEKDAY("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private final String label;
    private final int least;
    private final int most;
    private final List<String> names;

    Kind(String label, int least, int most, List<String> names) {
      this.label = label;
      this.least = least;
      this.most = most;
      this.names = names;
    }

    private int value(String text) {
      int named = names.indexOf(text.toUpperCase(Locale.ROOT));
      if (named >= 0) {
        return named + least;
      }
      if (!text.matches("[0-9]{1,2}")) {
        throw wrong("'" + text + "' is not a number");
      }
      int value = Integer.parseInt(text);
      if (value < least || value > most) {
        throw wrong(value + " is not between " + least + " and " + most);
      }
      return value;
    }

    private IllegalArgumentException wrong(String why) {
      return new IllegalArgumentException("in the field for the " + label + ", " + why);
    }
  }

  static CronField parse(Kind kind, String text) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      addPart(kind, part, values);
    }
    if (kind == Kind.WEEKDAY && values.get(7)) {
      values.clear(7);
      values.set(0);
    }
    return new CronField(values, text.startsWith("*"));
  }

  private static void addPart(Kind kind, String part, BitSet values) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : step(kind, part.substring(slash + 1));
    int dash = range.indexOf('-');
    int from;
    int to;
    if (range.equals("*")) {
      from = kind.least;
      to = kind == Kind.WEEKDAY ? 6 : kind.most;
    } else if (dash >= 0) {
      from = kind.value(range.substring(0, dash));
      to = kind.value(range.substring(dash + 1));
      if (kind == Kind.WEEKDAY && to == 0 && from > 0) {
        to = 7;
      }
      if (from > to) {
        throw kind.wrong("the range " + range + " runs backwards");
      }
    } else {
      from = kind.value(range);
      // As cron has it: "5/15" means from 5 to the end, every 15.
      to = slash < 0 ? from : kind.most;
    }
    for (int value = from; value <= to; value += step) {
      values.set(value);
    }
  }

  private static int step(Kind kind, String text) {
    if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) == 0) {
      throw kind.wrong("the step '" + text + "' is not a number from 1 to 99");
    }
    return Integer.parseInt(text);
  }
}
