package io.holdfast.engine.closure;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stores.ReferenceRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I5: every reference resolves to a file with the right length and hash, or is named. */
class ClosureCheckTest {
  private static final String HASH = "aa11";

  private final Map<String, Long> hashed = new HashMap<>();

  @ParameterizedTest(name = "path {0}, length {1}, hash {2}: {3} open")
  @CsvSource({
    "in/a, 5, aa11, 0",
    "in/a, 5, AA11, 0",
    "in/a, 5, , 0",
    "in/a, , aa11, 0",
    "in/a, , , 0",
    "in/a, 4, aa11, 1",
    "in/a, 0, aa11, 1",
    "in/a, 5, bb22, 1",
    "in/missing, 5, aa11, 1",
    "in, , , 1",
  })
  @DisplayName("I5: the table of references")
  void table(String path, @Nullable Long length, @Nullable String hash, long open) {
    ClosureCheck check = new ClosureCheck(true);
    check.check(rows(row(path, length, hash)), "disk", "", files());

    assertThat(check.checked()).isEqualTo(1);
    assertThat(check.open()).isEqualTo(open);
    assertThat(check.findings())
        .hasSize((int) open)
        .allMatch(words -> words.startsWith(path + ":"));
  }

  @Test
  @DisplayName("Paths are relative to the reference's base")
  void base() {
    ClosureCheck check = new ClosureCheck(false);
    check.check(rows(row("a", 5L, null)), "disk", "in", files());

    assertThat(check.open()).isZero();
  }

  @Test
  @DisplayName("Contents are read only if asked for, and not where the length is wrong already")
  void readsOnlyWhatItMust() {
    new ClosureCheck(false).check(rows(row("in/a", 5L, "bb22")), "disk", "", files());
    new ClosureCheck(true).check(rows(row("in/a", 4L, "bb22")), "disk", "", files());
    assertThat(hashed).isEmpty();

    new ClosureCheck(true).check(rows(row("in/a", 5L, "bb22")), "disk", "", files());
    assertThat(hashed).containsOnlyKeys("in/a");
  }

  @Test
  @DisplayName("A finding tells both sides, so that a person can go and look")
  void words() {
    ClosureCheck check = new ClosureCheck(true);
    check.check(rows(row("in/a", 4L, null), row("in/a", null, "BB22")), "disk", "", files());

    assertThat(check.findings().get(0)).contains("4 bytes", "has 5");
    assertThat(check.findings().get(1)).contains(HASH, "BB22");
  }

  @Test
  @DisplayName("A million open references are counted, and the first hundred named")
  void bounded() {
    ClosureCheck check = new ClosureCheck(true);
    ReferenceRows many =
        consumer ->
            LongStream.range(0, 1_000_000).forEach(i -> consumer.accept(row("x" + i, null, null)));
    check.check(many, "disk", "", files());

    assertThat(check.checked()).isEqualTo(1_000_000);
    assertThat(check.open()).isEqualTo(1_000_000);
    assertThat(check.findings()).hasSize(100).first().asString().startsWith("x0:");
  }

  @Test
  @DisplayName("Files below a reference's directory that no row names are orphans, each told once")
  void orphans() {
    ClosureCheck check = new ClosureCheck(false);
    check.check(rows(row("./a", 5L, null)), "disk", "in", files());
    check.check(rows(row("x", null, null)), "disk", "in/deep", files());
    check.check(rows(row("x", null, null)), "disk", "", files());
    check.check(rows(), "other disk", "else", files());

    Closure closure = check.closure();
    assertThat(closure.named()).containsExactly("in/b", "in/deep/c", "else/d");
    assertThat(closure.orphans()).isEqualTo(3);
    assertThat(closure.references()).isEqualTo(3);
  }

  @Test
  @DisplayName("A million named paths are known again, and no other")
  void manyNamed() {
    NamedPaths named = new NamedPaths();
    LongStream.range(0, 1_000_000).forEach(i -> named.add("archive/2026/" + i));

    assertThat(LongStream.range(0, 1_000_000).allMatch(i -> named.contains("archive/2026/" + i)))
        .isTrue();
    assertThat(LongStream.range(0, 1_000_000).anyMatch(i -> named.contains("archive/2027/" + i)))
        .isFalse();
  }

  private static ReferenceRows rows(ReferenceRows.Row... rows) {
    return consumer -> List.of(rows).forEach(consumer);
  }

  private static ReferenceRows.Row row(String path, @Nullable Long length, @Nullable String hash) {
    return new ReferenceRows.Row(
        path,
        length == null ? OptionalLong.empty() : OptionalLong.of(length),
        Optional.ofNullable(hash));
  }

  /** One file, {@code in/a}, of five bytes. */
  private Referents files() {
    return new Referents() {
      @Override
      public Optional<Referent> find(String path) {
        return path.equals("in/a") ? Optional.of(new Five(path)) : Optional.empty();
      }

      @Override
      public void each(String base, Consumer<String> consumer) {
        List.of("in/a", "in/b", "in/deep/c", "else/d").stream()
            .filter(path -> path.startsWith(base + "/"))
            .forEach(consumer);
      }
    };
  }

  private final class Five implements Referents.Referent {
    private final String path;

    Five(String path) {
      this.path = path;
    }

    @Override
    public long length() {
      return 5;
    }

    @Override
    public String sha256() {
      hashed.merge(path, 1L, Long::sum);
      return HASH;
    }
  }
}
