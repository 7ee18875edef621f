package io.holdfast.usage.source;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Subscribers as unevenly busy as real ones: the k-th is used in proportion to 1/k (Zipf). */
final class Subscribers {
  private static final long FIRST_NUMBER = 46_700_000_000L;
  private final double[] cumulative;

  Subscribers(int count) {
    cumulative = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += 1.0 / (k + 1);
      cumulative[k] = sum;
    }
  }

  long pick(SplittableRandom random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return FIRST_NUMBER + (found < 0 ? -found - 1 : found);
  }
}
