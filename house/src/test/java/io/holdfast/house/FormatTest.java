package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With {@code -Dholdfast.format=apply}, which {@code ./format} sets, the files are rewritten. */
class FormatTest {
  private static final boolean APPLY = "apply".equals(System.getProperty("holdfast.format"));
  private static final int MOST_PASSES = 4;

  @Test
  @DisplayName("Every Java source is formatted as google-java-format would")
  void sourcesAreFormatted() {
    List<String> wrong =
        Repository.javaFiles().parallelStream()
            .map(FormatTest::complaint)
            .flatMap(Optional::stream)
            .toList();

    assertThat(wrong).as("Run ./format to have these files formatted").isEmpty();
  }

  private static Optional<String> complaint(String file) {
    String source = Repository.read(file);
    try {
      String formatted = format(source);
      if (formatted.equals(source)) {
        return Optional.empty();
      }
      if (APPLY) {
        Files.writeString(Repository.root().resolve(file), formatted);
        return Optional.empty();
      }
      return Optional.of(file + ": line " + firstDifference(source, formatted));
    } catch (FormatterException e) {
      return Optional.of(file + ": cannot be parsed: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rewrapping a long string can leave the code around it to be formatted once more. */
  private static String format(String source) throws FormatterException {
    String before = source;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String after = new Formatter().formatSourceAndFixImports(before);
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
    return before;
  }

  private static int firstDifference(String source, String formatted) {
    List<String> is = source.lines().toList();
    List<String> should = formatted.lines().toList();
    int line = 0;
    while (line < Math.min(is.size(), should.size()) && is.get(line).equals(should.get(line))) {
      line++;
    }
    return line + 1;
  }
}
