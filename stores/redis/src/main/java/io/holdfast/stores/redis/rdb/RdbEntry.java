package io.holdfast.stores.redis.rdb;

/**
 * One key, and where its value stands in the file.
 *
 * @param from offset of the value's bytes, and {@code length} how many there are
 * @param crc checksum of the type and those bytes, as far as RESTORE's payload needs it
 * @param expires milliseconds since 1970, or {@link #NEVER}
 * @param idle seconds, and {@code frequency} of use; {@link #UNKNOWN} where the server does not
 *     keep them
 */
public record RdbEntry(
    int database,
    byte[] key,
    int type,
    long from,
    long length,
    long crc,
    long expires,
    long idle,
    long frequency) {
  public static final long NEVER = -1;
  public static final long UNKNOWN = -1;
  private static final int VERSION_AND_CHECKSUM = 10;

  /** The length of what RESTORE is given: type, value, version of the format, checksum. */
  public long payloadLength() {
    return 1 + length + VERSION_AND_CHECKSUM;
  }

  /** Whether it is still there at that time. */
  public boolean aliveAt(long millis) {
    return expires == NEVER || expires > millis;
  }
}
