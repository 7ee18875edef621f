package io.holdfast.capture;

import io.holdfast.model.installation.Rule;
import java.time.Duration;

/**
 * What the sweep inside the window did.
 *
 * @param files looked at; a narrow sweep leaves the others to the audit
 * @param changedFiles copied to the spool, {@code spooledBytes} together
 * @param workers how many threads looked
 * @param writtenInWindow entries changed since the fence that nothing allows
 * @param arrivals entries changed since the fence where writers are not suspended
 */
public record SweepReport(
    Rule.Sweep kind,
    long files,
    long directories,
    long bytes,
    long changedFiles,
    long spooledBytes,
    long writtenInWindow,
    long arrivals,
    long torn,
    long skipped,
    int workers,
    Duration elapsed) {}
