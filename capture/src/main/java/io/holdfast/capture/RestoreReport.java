package io.holdfast.capture;

import java.time.Duration;
import java.util.List;

/**
 * What a restore made. It is only returned if every file is there, whole and durable.
 *
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
    Duration elapsed) {
  public RestoreReport {
    notRestored = List.copyOf(notRestored);
  }
}
