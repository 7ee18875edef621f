package io.holdfast.model.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of the known words was meant. */
final class Spelling {
  private Spelling() {}

  /** The end of a sentence: {@code ; did you mean 'sweep'?}, or nothing. */
  static String hint(String written, Collection<String> known) {
    return nearest(written, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  /** A word within about a third of its length in slips; the first of the nearest. */
  static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > 60) {
      return Optional.empty();
    }
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String word : known) {
      int slips = distance(plain(written), plain(word));
      if (slips < least && slips <= Math.max(1, word.length() / 3)) {
        least = slips;
        nearest = word;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** So that {@code cold_window}, {@code ColdWindow} and {@code cold-window} are all near. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
