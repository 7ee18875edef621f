package io.holdfast.proof.drill;

import io.holdfast.proof.real.Verdict;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a row of windows came to. */
final class Tally {
  private final List<Long> suspendedMillis = new ArrayList<>();
  private final List<String> damage = new ArrayList<>();
  private int consistent;
  private int narrow;
  private int twice;
  private int withLate;
  private long lateEntries;
  private long records;
  private long starved;

  /**
   * @param what names the window and how to come to it again
   * @param set the manifest, as {@code show} gives it
   */
  void add(String what, JsonNode set, Verdict verdict) {
    boolean isConsistent = set.path("grade").asString("").equals("consistent");
    consistent += isConsistent ? 1 : 0;
    long suspended = set.path("window").path("suspendedMillis").asLong();
    for (JsonNode earlier : set.path("earlierWindows")) {
      suspended += earlier.path("suspendedMillis").asLong();
    }
    suspendedMillis.add(suspended);
    twice += set.path("earlierWindows").isEmpty() ? 0 : 1;
    for (JsonNode member : set.path("members")) {
      JsonNode evidence = member.path("evidence");
      narrow += evidence.path("sweep").asString("").equals("narrow") ? 1 : 0;
      long late = evidence.path("late").path("files").asLong(0);
      lateEntries += late;
      withLate += late > 0 ? 1 : 0;
    }
    records = Math.max(records, verdict.oracle().path("records").asLong());
    if (!verdict.isRight()) {
      damage.add("%s, %s: %s".formatted(what, set.path("grade").asString(""), verdict));
    } else if (!isConsistent) {
      damage.add("%s is not consistent: %s".formatted(what, set.path("reasons")));
    }
  }

  /** Adds how often the engine was seen to have nothing to do around a window. */
  void addStarved(long looks) {
    starved += looks;
  }

  /** Each window that lost, doubled or bent anything, or gave a set that is not consistent. */
  List<String> damage() {
    return List.copyOf(damage);
  }

  @Override
  public String toString() {
    List<Long> sorted = suspendedMillis.stream().sorted().toList();
    return ("%d windows: %d sets consistent, %d swept narrow, %d needed a second window; %d files"
            + " captured late in %d of them; suspended %d ms in the median, %d ms at most; %d"
            + " damaged; up to %d records; the engine seen without input %d times")
        .formatted(
            sorted.size(),
            consistent,
            narrow,
            twice,
            lateEntries,
            withLate,
            sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2),
            sorted.isEmpty() ? 0 : sorted.getLast(),
            damage.size(),
            records,
            starved);
  }
}
