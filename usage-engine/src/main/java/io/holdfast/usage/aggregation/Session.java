package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The running totals of one session. It is complete when its stop record has said how many parts
 * there are and that many different records have come; so the order of arrival never matters.
 */
final class Session {
  final long id;
  final long subscriber;
  int count;
  int parts;
  long volume;
  long checksum;

  /** Where its latest committed version lies; null as long as it was never written. */
  @Nullable SessionFile file;

  long offset;
  boolean changed;

  Session(long id, long subscriber) {
    this.id = id;
    this.subscriber = subscriber;
  }

  void add(BatchRecord udr) {
    count++;
    parts = Math.max(parts, udr.parts());
    volume += udr.volume();
    checksum += udr.hash();
  }

  boolean complete() {
    return parts > 0 && count >= parts;
  }

  /** One line of the bill. */
  void bill(Bytes out) {
    out.putHex(id, 16).putByte('|').putDecimal(subscriber).putByte('|').putDecimal(count);
    out.putByte('|').putDecimal(volume).putByte('|').putHex(checksum, 16).putByte('\n');
  }
}
