package io.holdfast.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.FileName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  private static List<FileName> path(String text) {
    List<FileName> path = new ArrayList<>();
    for (String name : text.split("/")) {
      path.add(FileName.of(name));
    }
    return path;
  }

  @ParameterizedTest(name = "{0} and {1}: itself {2}, covered {3}")
  @CsvSource({
    "a, a, true, true",
    "a, b/a, true, true",
    "a, a/b, false, true",
    "/a, a, true, true",
    "/a, b/a, false, false",
    "/a/b, a/b/c/d, false, true",
    "a/b, x/a/b, true, true",
    "a/b, a/x/b, false, false",
    "*.csv, data/2026/x.csv, true, true",
    "*.csv, data/x.csv.gz, false, false",
    "/data/*/x, data/2026/x, true, true",
    "/data/*/x, data/2026/07/x, false, false",
    "/data/**/x, data/x, true, true",
    "/data/**/x, data/2026/07/x, true, true",
    "data/**, data, false, false",
    "data/**, data/a, true, true",
    "**/x, x, true, true",
    "**, anything/at/all, true, true",
    "a?c, abc, true, true",
    "a?c, ac, false, false",
    "a?c, aéc, true, true",
    "[a-c]1, b1, true, true",
    "[^a-c]1, b1, false, false",
    "[!a-c]1, d1, true, true",
    "'\\*', '*', true, true",
    "'\\*', x, false, false",
    "dir/, dir, true, true",
    "./dir, dir, true, true",
    ".*, .hidden, true, true",
    "*, .hidden, true, true",
  })
  void patterns(String pattern, String path, boolean matches, boolean covers) {
    PathPattern parsed = new PathPattern(pattern);
    assertThat(parsed.matches(path(path))).isEqualTo(matches);
    assertThat(parsed.covers(path(path))).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, a, true",
    "/a/b, x, false",
    "/a/b, a/b, true",
    "/a/b, a/x, false",
    "/a/b, a/b/c, true",
    "/a/**/z, a/q, true",
    "/*/b, x, true",
    "b, anywhere, true",
  })
  @DisplayName("A directory is passed over only if nothing below it can be covered")
  void mayCoverBelow(String pattern, String directory, boolean may) {
    assertThat(new PathPattern(pattern).mayCoverBelow(path(directory))).isEqualTo(may);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/[b", "[]", "end\\"})
  void malformed(String pattern) {
    assertThatThrownBy(() -> new PathPattern(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("A name that is no text is matched byte by byte, and no text equals its bytes")
  void notText() {
    List<FileName> name = List.of(FileName.ofBytes(new byte[] {'a', (byte) 0xff, 'b'}));
    assertThat(new PathPattern("a?b").matches(name)).isTrue();
    assertThat(new PathPattern("a*").matches(name)).isTrue();
    assertThat(new PathPattern("aÿb").matches(name)).isFalse();
  }

  @Test
  @DisplayName("On random names a glob says what the same regular expression says")
  void againstRegularExpressions() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String glob = word(random, "ab*?");
      String name = word(random, "ab");
      Pattern regex = Pattern.compile(glob.replace("*", ".*").replace("?", "."));
      boolean expected = regex.matcher(name).matches();
      assertThat(new PathPattern("/" + glob).matches(path(name)))
          .as("%s on %s, -Dholdfast.seed=%d", glob, name, seed)
          .isEqualTo(expected || (glob.equals("**")));
    }
  }

  @Test
  @DisplayName("A pattern made to be slow is not")
  void noBlowUp() {
    String name = "a".repeat(250);
    String glob = "*a".repeat(60) + "b";
    FileName bytes = FileName.ofBytes(name.getBytes(StandardCharsets.UTF_8));
    assertThat(new PathPattern(glob).matches(List.of(bytes))).isFalse();
  }

  private static String word(Random random, String letters) {
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }
}
