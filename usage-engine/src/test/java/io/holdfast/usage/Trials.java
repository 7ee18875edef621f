package io.holdfast.usage;

/** How long seeded tests go on, and with which seed; said in every failure. */
final class Trials {
  static final long SEED = Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);

  /** Whether the long form was asked for. */
  static final boolean LONG = Integer.getInteger("holdfast.trials") != null;

  private Trials() {}

  /** {@code -Dholdfast.trials=200} makes the long form. */
  static int count(int shortForm) {
    return Integer.getInteger("holdfast.trials", shortForm);
  }

  static String replay(String what) {
    return "%s (replay with -Dholdfast.seed=%d)".formatted(what, SEED);
  }
}
