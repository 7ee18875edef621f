package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.json.FlatObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code oracle} says about a stopped engine. */
record Verdict(Map<String, Object> numbers, String dangling) {

  static Verdict of(Path home, Path source) {
    return of(home, source, new Backing(null, null, false));
  }

  static Verdict of(Path home, Path source, Backing backing) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var words =
        new ArrayList<>(
            List.of("oracle", "--home", home.toString(), "--source", source.toString()));
    words.addAll(backing.offline());
    int code =
        Main.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    var said = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(said).isZero();
    return new Verdict(FlatObject.read(out.toString(StandardCharsets.UTF_8)), said);
  }

  long get(String name) {
    return numbers.get(name) instanceof Long value ? value : -1;
  }

  /** Every record billed exactly once, and every reference holds. */
  void assertExact(String when) {
    assertThat(numbers)
        .as("%s: %s %s", when, numbers, dangling)
        .containsEntry("lost", 0L)
        .containsEntry("duplicated", 0L)
        .containsEntry("wrong", 0L)
        .containsEntry("dangling", 0L)
        .containsEntry("unfinished", 0L);
    assertThat(get("billed")).as(when).isEqualTo(get("expected")).isPositive();
  }
}
