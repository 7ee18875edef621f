package io.holdfast.platform.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The one-time authenticator of RFC 8439, in limbs of 64 bits: one {@code multiplyHigh} does what
 * Bouncy Castle's limbs of 26 bits need five products for. No secret decides a branch or an
 * address. What is added in the end comes from the caller, who also compares.
 *
 * <p>Use: {@link #begin}, {@link #update} with whole blocks except in the last call, {@link #end}.
 */
final class Poly1305 {
  static final int BLOCK = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long r0;
  private long r1;

  /** {@code r1 · 5/4}, which is exact because the two lowest bits of {@code r1} are clear. */
  private long s1;

  private long pad0;
  private long pad1;

  /** The sum so far; {@code h2} stays below eight. */
  private long h0;

  private long h1;
  private long h2;

  /**
   * @param oneTime 16 bytes of multiplier, whose bits are cleared here, then 16 bytes that are
   *     added
   */
  void begin(byte[] oneTime) {
    r0 = (long) LONG.get(oneTime, 0) & 0x0ffffffc0fffffffL;
    r1 = (long) LONG.get(oneTime, 8) & 0x0ffffffc0ffffffcL;
    s1 = r1 + (r1 >>> 2);
    pad0 = (long) LONG.get(oneTime, 16);
    pad1 = (long) LONG.get(oneTime, 24);
    h0 = 0;
    h1 = 0;
    h2 = 0;
  }

  /** Only the last call may have a length that is no multiple of {@link #BLOCK}. */
  void update(byte[] bytes, int offset, int length) {
    int whole = length & -BLOCK;
    blocks(bytes, offset, whole, 1);
    if (whole < length) {
      byte[] last = new byte[BLOCK];
      System.arraycopy(bytes, offset + whole, last, 0, length - whole);
      last[length - whole] = 1;
      blocks(last, 0, BLOCK, 0);
    }
  }

  private void blocks(byte[] bytes, int offset, int length, long top) {
    final long a = r0;
    final long b = r1;
    final long c = s1;
    long x = h0;
    long y = h1;
    long z = h2;
    for (int at = offset, end = offset + length; at < end; at += BLOCK) {
      long m0 = (long) LONG.get(bytes, at);
      long m1 = (long) LONG.get(bytes, at + 8);
      long sum = x + m0;
      long carry = carry(x, m0, sum);
      x = sum;
      // Two carries, of which at most one is set.
      long partial = y + m1;
      sum = partial + carry;
      z += top + (carry(y, m1, partial) | carry(partial, carry, sum));
      y = sum;

      // x·r0 + y·s1, as low and high.
      long p = x * a;
      long q = y * c;
      long low = p + q;
      long high = Math.unsignedMultiplyHigh(x, a) + Math.unsignedMultiplyHigh(y, c);
      high += carry(p, q, low);

      // x·r1 + y·r0 + z·s1 + the high half above. No factor r exceeds 2^60, so nothing overflows.
      p = x * b;
      q = y * a;
      long middle = p + q;
      long above = Math.unsignedMultiplyHigh(x, b) + Math.unsignedMultiplyHigh(y, a);
      above += carry(p, q, middle);
      long more = z * c;
      sum = middle + more;
      above += carry(middle, more, sum);
      middle = sum + high;
      above += carry(sum, high, middle);
      above += z * a;

      // 2^130 is 5: what lies above comes back at the bottom four times and once.
      long back = (above >>> 2) + (above & ~3L);
      z = above & 3;
      x = low + back;
      carry = carry(low, back, x);
      y = middle + carry;
      z += carry(middle, carry, y);
    }
    h0 = x;
    h1 = y;
    h2 = z;
  }

  /** The carry of {@code a + b = sum}, without a branch. */
  private static long carry(long a, long b, long sum) {
    return ((a & b) | ((a | b) & ~sum)) >>> 63;
  }

  /** Writes the code of {@link #BLOCK} bytes. */
  void end(byte[] mac, int at) {
    // h - p is not negative exactly if h + 5 reaches 2^130.
    long g0 = h0 + 5;
    long carry = carry(h0, 5, g0);
    long g1 = h1 + carry;
    long g2 = h2 + carry(h1, carry, g1);
    long reduced = -((g2 >>> 2) & 1);
    long low = (g0 & reduced) | (h0 & ~reduced);
    long high = (g1 & reduced) | (h1 & ~reduced);
    long sum = low + pad0;
    LONG.set(mac, at, sum);
    LONG.set(mac, at + 8, high + pad1 + carry(low, pad0, sum));
  }
}
