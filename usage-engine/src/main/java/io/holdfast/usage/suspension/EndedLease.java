package io.holdfast.usage.suspension;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A suspension that is over.
 *
 * @param quietAt when everything had drained; null if that never happened
 * @param suspended how long it lasted on the monotonic clock
 */
public record EndedLease(
    Lease lease, @Nullable Instant quietAt, Instant endedAt, Ending endedBy, Duration suspended) {

  /** Why it ended. */
  public enum Ending {
    RELEASE,
    DEADLINE,
    FORCED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
