package io.holdfast.stores.postgresql.wal;

/**
 * One file of the write-ahead log. PostgreSQL names it by its timeline, by the four gigabytes that
 * it belongs to ({@link #log}), and by its number among them.
 *
 * @param bytes the length of every segment of this server, a power of two, usually 16 MiB
 */
public record Segment(int timeline, long number, int bytes) {
  private static final long LOG_BYTES = 1L << 32;

  /** The segment that a place lies in. */
  public static Segment holding(Lsn place, int timeline, int bytes) {
    return new Segment(timeline, place.position() / bytes, bytes);
  }

  /** By its name. */
  public static Segment parse(String name, int bytes) {
    if (!name.matches("[0-9A-F]{24}")) {
      throw new IllegalArgumentException("No segment of a write-ahead log: " + name);
    }
    long log = Long.parseLong(name.substring(8, 16), 16);
    long number = log * (LOG_BYTES / bytes) + Long.parseLong(name.substring(16), 16);
    return new Segment(Integer.parseUnsignedInt(name.substring(0, 8), 16), number, bytes);
  }

  public Lsn start() {
    return new Lsn(number * bytes);
  }

  public Lsn end() {
    return start().plus(bytes);
  }

  public Segment next() {
    return new Segment(timeline, number + 1, bytes);
  }

  /** The middle eight digits of the name. */
  public String log() {
    return "%08X".formatted(number / (LOG_BYTES / bytes));
  }

  /** The first eight digits of the name. */
  public static String name(int timeline) {
    return "%08X".formatted(timeline);
  }

  public String name() {
    return name(timeline) + log() + "%08X".formatted(number % (LOG_BYTES / bytes));
  }
}
