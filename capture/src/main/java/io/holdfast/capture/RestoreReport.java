package io.holdfast.capture;

import java.time.Duration;
import java.util.List;

/**
 * What a restore made. It is only returned if every file that was selected, and that the mode let
 * it touch, is there, whole and durable; or would be, after a dry run.
 *
 * @param files that are as in the snapshot, whether they were so before or not
 * @param hardLinks further names of files counted in {@code files}
 * @param bytes lengths of the files, holes included; {@code holeBytes} of them take no space
 * @param ownersRestored false if something belongs to another than it was captured from, because
 *     only root may give files away
 * @param notRestored the first {@link CapturedTree#LISTED} of {@code notRestoredCount}
 */
public record RestoreReport(
    long files,
    long directories,
    long symlinks,
    long hardLinks,
    long others,
    long bytes,
    long holeBytes,
    boolean ownersRestored,
    List<NotRestored> notRestored,
    long notRestoredCount,
    RestoreChanges changes,
    Duration elapsed) {
  public RestoreReport {
    notRestored = List.copyOf(notRestored);
  }
}
