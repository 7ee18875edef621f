package io.holdfast.vault.crypto;

/**
 * What scrypt costs: memory is {@code 128 · n · r} bytes, time grows with {@code n · r · p}.
 *
 * @param n a power of two
 */
public record KdfParameters(int n, int r, int p) {
  /** 64 MiB and a fraction of a second: what restic's own documentation shows. */
  public static final KdfParameters STANDARD = new KdfParameters(65536, 8, 1);

  private static final long MOST_MEMORY = 1L << 30;

  /**
   * Refuses what no honest key file says, because a file with vast numbers would exhaust memory.
   */
  public KdfParameters {
    boolean sane = n > 1 && Integer.bitCount(n) == 1 && r > 0 && p > 0 && r <= 1024 && p <= 256;
    if (!sane || 128L * n * r > MOST_MEMORY) {
      throw new IllegalArgumentException(
          "scrypt parameters out of range: " + n + ", " + r + ", " + p);
    }
  }

  /** Weak and quick. For tests alone. */
  public static KdfParameters forTests() {
    return new KdfParameters(1024, 8, 1);
  }
}
