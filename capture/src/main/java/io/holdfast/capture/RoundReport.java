package io.holdfast.capture;

import java.time.Duration;

/**
 * What one warm round did.
 *
 * @param round 0 for the first
 * @param bytes lengths of all files that are captured now
 * @param changedFiles read in this round, because they were new, changed, or not settled before
 * @param unsettled files that the next round must read again: changed during the read, or written
 *     so recently that a further write could leave no trace in their times
 */
public record RoundReport(
    int round,
    long files,
    long directories,
    long bytes,
    long changedFiles,
    long changedBytes,
    long unsettled,
    long torn,
    long vanished,
    long skipped,
    Duration elapsed) {}
