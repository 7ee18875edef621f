package io.holdfast.stores.postgresql.wal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the write-ahead log: how many bytes of it come before. */
public record Lsn(long position) implements Comparable<Lsn> {
  public static final Lsn NONE = new Lsn(0);

  /** Behind everything that was ever written. */
  public static final Lsn FAR = new Lsn(-1);

  private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /** As PostgreSQL writes it, such as {@code 16/B374D848}. */
  public static Lsn parse(String written) {
    Matcher halves = WRITTEN.matcher(written);
    if (!halves.matches()) {
      throw new IllegalArgumentException("No place in a write-ahead log: " + written);
    }
    long high = Long.parseLong(halves.group(1), 16);
    return new Lsn(high << 32 | Long.parseLong(halves.group(2), 16));
  }

  public Lsn plus(long bytes) {
    return new Lsn(position + bytes);
  }

  /** How many bytes lie between an earlier place and this one. */
  public long since(Lsn earlier) {
    return position - earlier.position;
  }

  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
  }
}
