package io.holdfast.model.set;

import java.util.Locale;

/** What a recovery set promises. */
public enum Grade {
  /**
   * Every member is complete and exact, and all lie inside one proved suspension, referrers first.
   */
  CONSISTENT,
  /** Every member is complete, but their points are not proved to fit: as after a power cut. */
  CRASH_CONSISTENT,
  /** Something is missing from a member. */
  PARTIAL;

  /** The name in documents and tags: {@code crash-consistent}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Grade named(String label) {
    for (Grade grade : values()) {
      if (grade.label().equals(label)) {
        return grade;
      }
    }
    throw new IllegalArgumentException("Not a grade: " + label);
  }

  /** The lesser promise of two. */
  public Grade and(Grade other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
