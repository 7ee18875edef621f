package io.holdfast.platform;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** The door to chance: keys, nonces, names that must not collide. */
@FunctionalInterface
public interface Randomness {
  /** Fills the whole array. */
  void fill(byte[] bytes);

  /** {@code count} fresh bytes. */
  default byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    fill(bytes);
    return bytes;
  }

  /**
   * The operating system's generator, fit for keys. Opened when first used: it costs start-up time.
   */
  Randomness SECURE = bytes -> Secure.GENERATOR.nextBytes(bytes);

  /** The same bytes for the same seed: for made-up data, never for keys. */
  static Randomness ofSeed(long seed) {
    return new SplittableRandom(seed)::nextBytes;
  }

  /** Holds the generator until it is needed. */
  final class Secure {
    private static final SecureRandom GENERATOR = new SecureRandom();

    private Secure() {}
  }
}
