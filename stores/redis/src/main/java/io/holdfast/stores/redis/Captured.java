package io.holdfast.stores.redis;

import io.holdfast.platform.Disk;
import io.holdfast.stores.redis.rdb.RdbSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A member as files again: every RDB whole, undamaged, and with the keys that were counted when it
 * was captured.
 */
record Captured(Description description, List<Part> parts) {
  /** One RDB and what it holds. */
  record Part(Path file, RdbSummary summary) {}

  private static final String ANOTHER_SET =
      "Run 'holdfast vault check --read-data', and use another set.";

  Captured {
    parts = List.copyOf(parts);
  }

  /**
   * Reads all of them.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-706 with what is wrong
   */
  static Captured in(Path directory) {
    Description description;
    try {
      description = Description.parse(Disk.read(directory.resolve(Description.FILE)));
    } catch (IOException unreadable) {
      throw ServerErrors.unfit("it has no " + Description.FILE, ANOTHER_SET, unreadable);
    }
    List<Part> parts = new ArrayList<>();
    for (Description.Part expected : description.parts()) {
      Path file = directory.resolve(expected.file());
      RdbSummary summary = summary(file, 0);
      SortedMap<Integer, Long> keys = new TreeMap<>();
      summary.databases().forEach((database, counts) -> keys.put(database, counts.all()));
      if (!keys.equals(expected.keys())) {
        throw ServerErrors.unfit(
            "%s has keys %s, and captured were %s".formatted(file, keys, expected.keys()),
            ANOTHER_SET,
            null);
      }
      parts.add(new Part(file, summary));
    }
    return new Captured(description, parts);
  }

  private static RdbSummary summary(Path file, long at) {
    try (InputStream stream = Disk.open(file)) {
      return RdbSummary.of(stream, at);
    } catch (IOException | ArithmeticException damaged) {
      throw ServerErrors.unfit(file + ": " + damaged.getMessage(), ANOTHER_SET, damaged);
    }
  }

  /**
   * The keys of each database, of all parts together.
   *
   * @param at milliseconds since 1970, by the clock of the server that is to have them
   */
  SortedMap<Integer, RdbSummary.Keys> keysAt(long at) {
    SortedMap<Integer, RdbSummary.Keys> all = new TreeMap<>();
    for (Part part : parts) {
      summary(part.file, at)
          .databases()
          .forEach((database, keys) -> all.merge(database, keys, RdbSummary.Keys::plus));
    }
    return all;
  }

  long largestPayload() {
    return parts.stream().mapToLong(part -> part.summary.largestPayload()).max().orElse(0);
  }

  long usedMemory() {
    return description.parts().stream().mapToLong(Description.Part::usedMemory).sum();
  }

  int rdbVersion() {
    return description.parts().stream().mapToInt(Description.Part::rdbVersion).max().orElse(0);
  }

  List<String> libraries() {
    return parts.stream().flatMap(part -> part.summary.libraries().stream()).distinct().toList();
  }

  List<String> moduleTypes() {
    return parts.stream().flatMap(part -> part.summary.moduleTypes().stream()).distinct().toList();
  }
}
