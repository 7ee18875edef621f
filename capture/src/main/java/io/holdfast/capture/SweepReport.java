package io.holdfast.capture;

import java.time.Duration;

/**
 * What the sweep inside the window did.
 *
 * @param changedFiles copied to the spool, {@code spooledBytes} together
 * @param writtenInWindow entries changed since the fence that nothing allows
 * @param arrivals entries changed since the fence where writers are not suspended
 */
public record SweepReport(
    long files,
    long directories,
    long bytes,
    long changedFiles,
    long spooledBytes,
    long writtenInWindow,
    long arrivals,
    long torn,
    long skipped,
    Duration elapsed) {}
