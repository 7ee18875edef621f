package io.holdfast.capture;

import java.time.Duration;
import java.util.List;

/**
 * What the look after the window found.
 *
 * @param lateFiles captured only now, because they had not changed since before the fence
 * @param unproved the first {@link CapturedTree#LISTED} of {@code unprovedCount}, sorted by path
 */
public record AuditReport(
    long lateFiles, long lateBytes, long unprovedCount, List<Unproved> unproved, Duration elapsed) {
  public AuditReport {
    unproved = List.copyOf(unproved);
  }
}
