package io.holdfast.capture;

import java.time.Duration;
import java.util.List;

/**
 * What reading a restored tree back showed.
 *
 * @param bytes read and hashed
 * @param differences the first {@link CapturedTree#LISTED} of {@code differenceCount}
 */
public record VerifyReport(
    long files,
    long directories,
    long others,
    long bytes,
    List<Difference> differences,
    long differenceCount,
    Duration elapsed) {
  public VerifyReport {
    differences = List.copyOf(differences);
  }

  public boolean identical() {
    return differenceCount == 0;
  }

  /**
   * One property of one entry that is not as captured.
   *
   * @param what {@code content}, {@code mode}, {@code mtime}, …
   */
  public record Difference(String path, String what, String expected, String found) {}
}
