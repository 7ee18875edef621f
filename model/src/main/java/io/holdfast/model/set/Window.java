package io.holdfast.model.set;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cold window of a set, as it was. Instants are the coordinator's wall clock; {@code suspended}
 * is measured on its monotonic clock.
 *
 * @param driver how processing was suspended; {@code none} if it was not
 * @param requested when the suspension was asked for
 * @param quiet when processing was proved quiet
 * @param fixed when the last store was fixed
 * @param resumed when processing was confirmed to have resumed
 * @param deadline when the suspended side would have resumed by itself, at the last renewal
 * @param endedBy {@code release}, or {@code deadline} if the lease ran out
 * @param suspended from the request to the confirmed resumption
 * @param heldOpen who held files open for writing while the trees were fixed
 */
public record Window(
    String driver,
    @Nullable Instant requested,
    @Nullable Instant quiet,
    @Nullable Instant fixed,
    @Nullable Instant resumed,
    @Nullable Instant deadline,
    String endedBy,
    Duration suspended,
    List<HeldOpen> heldOpen) {
  public static final Window NONE =
      new Window("none", null, null, null, null, null, "none", Duration.ZERO);

  public Window {
    heldOpen = List.copyOf(heldOpen);
  }

  /** A window in which nobody was seen to hold files open. */
  public Window(
      String driver,
      @Nullable Instant requested,
      @Nullable Instant quiet,
      @Nullable Instant fixed,
      @Nullable Instant resumed,
      @Nullable Instant deadline,
      String endedBy,
      Duration suspended) {
    this(driver, requested, quiet, fixed, resumed, deadline, endedBy, suspended, List.of());
  }
}
