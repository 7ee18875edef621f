package io.holdfast.vault.chunk;

import io.holdfast.platform.Randomness;
import java.nio.ByteBuffer;

/**
 * A random irreducible polynomial of degree 53 over GF(2), as restic's own chunker needs one in the
 * config. Holdfast does not cut by it; with it, restic can append to a vault that Holdfast began.
 */
public final class Polynomial {
  static final int DEGREE = 53;

  private Polynomial() {}

  /** Bit {@code i} is the coefficient of {@code x^i}. One candidate in about 27 is irreducible. */
  public static long randomIrreducible(Randomness randomness) {
    for (int tries = 0; tries < 100_000; tries++) {
      long candidate = ByteBuffer.wrap(randomness.bytes(8)).getLong();
      candidate &= (1L << DEGREE) - 1;
      candidate |= 1L << DEGREE | 1;
      if (isIrreducible(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("The source of randomness repeats itself");
  }

  /**
   * Rabin's test. The degree is prime, so {@code f} is irreducible exactly if {@code x^(2^53) = x}
   * modulo {@code f} and {@code x^2 - x} has no factor in common with {@code f}.
   */
  static boolean isIrreducible(long f) {
    if (Long.numberOfLeadingZeros(f) != 63 - DEGREE) {
      return false;
    }
    long power = 0b10;
    for (int i = 0; i < DEGREE; i++) {
      power = multiply(power, power, f);
    }
    return power == 0b10 && gcd(f, 0b110) == 1;
  }

  private static long multiply(long left, long right, long modulus) {
    long product = 0;
    for (int bit = DEGREE - 1; bit >= 0; bit--) {
      product <<= 1;
      if ((product >>> DEGREE & 1) != 0) {
        product ^= modulus;
      }
      if ((right >>> bit & 1) != 0) {
        product ^= left;
      }
    }
    return product;
  }

  private static long gcd(long left, long right) {
    long a = left;
    long b = right;
    while (b != 0) {
      long rest = a;
      while (rest != 0 && degree(rest) >= degree(b)) {
        rest ^= b << (degree(rest) - degree(b));
      }
      a = b;
      b = rest;
    }
    return a;
  }

  private static int degree(long polynomial) {
    return 63 - Long.numberOfLeadingZeros(polynomial);
  }
}
