package io.holdfast.platform;

import java.security.SecureRandom;

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

  /** The operating system's generator, fit for keys. Opened when first used: it costs start-up time. */
  Randomness SECURE = bytes -> Secure.GENERATOR.nextBytes(bytes);

  /** Holds the generator until it is needed. */
  final class Secure {
    private static final SecureRandom GENERATOR = new SecureRandom();

    private Secure() {}
  }
}
