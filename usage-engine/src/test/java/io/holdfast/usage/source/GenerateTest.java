package io.holdfast.usage.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.record.Decoder;
import io.holdfast.usage.record.Malformed;
import io.holdfast.usage.record.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateTest {
  @TempDir Path directory;

  private static SortedMap<String, String> content(Path root) throws Exception {
    var content = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        content.put(root.relativize(file).toString(), text);
      }
    }
    return content;
  }

  private static List<String> lines(Map<String, String> content) {
    var all = new ArrayList<String>();
    content.values().forEach(text -> all.addAll(List.of(text.split("\n", -1))));
    return all;
  }

  @Test
  @DisplayName("the same seed makes the same bytes, another seed makes others")
  void bySeed() throws Exception {
    Generate.into(directory.resolve("a"), 5000, 1, 0);
    Generate.into(directory.resolve("b"), 5000, 1, 0);
    Generate.into(directory.resolve("c"), 5000, 2, 0);
    assertThat(content(directory.resolve("a"))).isEqualTo(content(directory.resolve("b")));
    assertThat(content(directory.resolve("a")).values())
        .doesNotContainAnyElementsOf(content(directory.resolve("c")).values());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 9, 10, 11, 99, 1234, 45_000})
  @DisplayName("there are exactly as many lines as asked for")
  void asMany(long records) throws Exception {
    Generate.into(directory, records, records, 0);
    long ends =
        content(directory).values().stream()
            .mapToLong(text -> text.chars().filter(letter -> letter == '\n').count())
            .sum();
    assertThat(ends).isEqualTo(records);
  }

  @Test
  @DisplayName(
      "the input has what real input has: partials, late ones, duplicates, rubbish, a skew")
  void realistic() throws Exception {
    Generate.into(directory, 100_000, 3, 0);
    var decoder = new Decoder();
    var seen = new HashSet<String>();
    var reasons = new HashSet<String>();
    var lastSequence = new HashMap<Long, Integer>();
    var bySubscriber = new HashMap<Long, Integer>();
    var days = new HashSet<Long>();
    int duplicates = 0;
    int late = 0;
    for (var line : lines(content(directory.resolve("batch")))) {
      var bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      switch (decoder.decode(bytes, 0, bytes.length)) {
        case Malformed wrong -> reasons.add(wrong.reason());
        case UsageRecord udr -> {
          if (!seen.add(line)) {
            duplicates++;
          } else {
            int before = lastSequence.merge(udr.session(), udr.sequence(), Math::max);
            late += udr.sequence() < before ? 1 : 0;
          }
          bySubscriber.merge(udr.subscriber(), 1, Integer::sum);
          days.add(udr.eventTime() / 86_400_000);
        }
      }
    }
    assertThat(reasons).hasSizeGreaterThanOrEqualTo(4);
    assertThat(duplicates).isBetween(700, 1500);
    assertThat(late).isPositive();
    assertThat(days).hasSizeBetween(5, 6);
    var busiest = bySubscriber.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertThat(busiest).isGreaterThan(50 * 90_000 / bySubscriber.size());
  }
}
