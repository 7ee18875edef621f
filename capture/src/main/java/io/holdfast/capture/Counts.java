package io.holdfast.capture;

/**
 * How much of everything. The lists beside these numbers are bounded, the numbers are not.
 *
 * @param files regular files captured, each name once
 * @param others FIFOs, sockets, devices
 * @param bytes the captured files' lengths, each name once
 * @param vanished seen in a listing and gone when looked at
 * @param writtenInWindow changes inside the suspension that nothing allows
 * @param arrivals changes inside the suspension in directories whose writers are not suspended
 */
public record Counts(
    long files,
    long directories,
    long symlinks,
    long others,
    long bytes,
    long excluded,
    long excludedBytes,
    long skipped,
    long torn,
    long vanished,
    long writtenInWindow,
    long arrivals) {
  /** Everything that has a name. */
  public long entries() {
    return files + directories + symlinks + others;
  }
}
