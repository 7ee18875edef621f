package io.holdfast.stores.redis.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The checksum of RDB files and of RESTORE's payloads: CRC-64 of Jones, reflected, from zero. */
public final class Crc64 {
  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
  private static final int STEP = 8;
  private static final long[][] TABLES = tables();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Crc64() {}

  private static long[][] tables() {
    long[][] tables = new long[STEP][256];
    for (int n = 0; n < 256; n++) {
      long crc = n;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      tables[0][n] = crc;
    }
    for (int n = 0; n < 256; n++) {
      for (int k = 1; k < STEP; k++) {
        long before = tables[k - 1][n];
        tables[k][n] = tables[0][(int) (before & 0xff)] ^ (before >>> 8);
      }
    }
    return tables;
  }

  /** The checksum of what had {@code crc}, followed by these bytes; of nothing it is zero. */
  public static long update(long crc, byte[] bytes, int from, int to) {
    long sum = crc;
    int at = from;
    for (; at + STEP <= to; at += STEP) {
      sum ^= (long) LONGS.get(bytes, at);
      sum =
          TABLES[7][(int) (sum & 0xff)]
              ^ TABLES[6][(int) ((sum >>> 8) & 0xff)]
              ^ TABLES[5][(int) ((sum >>> 16) & 0xff)]
              ^ TABLES[4][(int) ((sum >>> 24) & 0xff)]
              ^ TABLES[3][(int) ((sum >>> 32) & 0xff)]
              ^ TABLES[2][(int) ((sum >>> 40) & 0xff)]
              ^ TABLES[1][(int) ((sum >>> 48) & 0xff)]
              ^ TABLES[0][(int) (sum >>> 56)];
    }
    for (; at < to; at++) {
      sum = TABLES[0][(int) ((sum ^ bytes[at]) & 0xff)] ^ (sum >>> 8);
    }
    return sum;
  }
}
