package io.holdfast.usage.record;

/**
 * One partial record of a session.
 *
 * @param sequence from 0, unique within the session
 * @param parts how many records the session has in all; known to the stop record only, 0 elsewhere
 * @param eventTime milliseconds since 1970
 * @param volume bytes used
 * @param checksumHigh with {@code checksumLow} the 16-byte checksum (MD5) of the line
 */
public record UsageRecord(
    Kind kind,
    long session,
    long subscriber,
    int sequence,
    int parts,
    long eventTime,
    long volume,
    long checksumHigh,
    long checksumLow)
    implements Decoded {

  /** A session starts once, may report in between, and stops once. */
  public enum Kind {
    START,
    INTERIM,
    STOP
  }
}
