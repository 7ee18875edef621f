package io.holdfast.model.installation;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * When and how a recovery set is made, and how long it lives.
 *
 * @param schedule five cron fields, or null for a rule that is only run by hand
 */
public record Rule(
    String name,
    @Nullable String schedule,
    ZoneId timeZone,
    ColdWindow coldWindow,
    Lifecycle lifecycle,
    List<Copy> copies) {
  public Rule {
    copies = List.copyOf(copies);
  }

  /** Whether processing is suspended for the sets of this rule. */
  public boolean suspends(Suspension suspension) {
    return coldWindow.enabled() && !(suspension.driver() instanceof Suspension.None);
  }

  /** What the suspension may cost. {@code budget} bounds the time from quiet to resumed. */
  public record ColdWindow(
      boolean enabled, Duration budget, Sweep sweep, OnOverrun onOverrun, OnUnproved onUnproved) {
    public static final ColdWindow DEFAULT =
        new ColdWindow(true, Duration.ofMinutes(2), Sweep.FULL, OnOverrun.ABORT, OnUnproved.REPEAT);
  }

  /** How the last pass inside the window looks at the tree. */
  public enum Sweep {
    FULL,
    NARROW
  }

  /** What a window over its budget means. */
  public enum OnOverrun {
    /** No set. */
    ABORT,
    /** A set of a lower grade. */
    DOWNGRADE
  }

  /** What it means that a narrow sweep left something that cannot be proved. */
  public enum OnUnproved {
    /** A second window, at once, with a full sweep. */
    REPEAT,
    /** A set of a lower grade. */
    DOWNGRADE
  }

  /** {@code null} durations mean never. */
  public record Lifecycle(Keep keep, @Nullable Duration coldAfter, @Nullable Duration deleteAfter) {
    public static final Lifecycle FOREVER = new Lifecycle(Keep.NOTHING_SAID, null, null);
  }

  /** How many sets to keep of each kind; empty means the kind is not asked for. */
  public record Keep(
      OptionalInt last,
      OptionalInt hourly,
      OptionalInt daily,
      OptionalInt weekly,
      OptionalInt monthly,
      OptionalInt yearly) {
    public static final Keep NOTHING_SAID =
        new Keep(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());
  }

  /**
   * Another vault that receives each set.
   *
   * @param passwordFile a file whose first line is its password; null means that it has the same
   *     password as the installation's vault
   */
  public record Copy(String vault, @Nullable Path passwordFile) {}
}
