package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What must not be in any file. Forbidden words are put together here, or this file would break
 * them.
 */
class TidyTest {
  private static final Pattern REGISTRY_HOST =
      Pattern.compile(
          String.join(
              "|",
              "repo\\d?\\." + "maven",
              "maven\\." + "org/maven2",
              "registry\\." + "npmjs",
              "files\\." + "pythonhosted",
              "pypi\\." + "org",
              "index\\." + "crates",
              "proxy\\." + "golang",
              "plugins\\." + "gradle"));
  private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.}-])/(work|" + "farm)/");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern SKIPPED_TEST =
      Pattern.compile(
          "@Dis"
              + "abled|@Enabled(If|On)\\w*|\\bAssum"
              + "ptions\\b|\\bassume(True|False|That)\\(");
  private static final Pattern ELSEWHERE =
      Pattern.compile("<(repo" + "sitories|pluginRepo" + "sitories|distribution" + "Management)>");

  @Test
  @DisplayName(
      "No file names a package registry's host: where packages come from is the user's choice")
  void noRegistryHosts() {
    assertThat(matches(Repository.textFiles(), REGISTRY_HOST)).isEmpty();
  }

  @Test
  @DisplayName("No file names a path of the machine it was written on")
  void noMachinePaths() {
    assertThat(matches(Repository.textFiles(), MACHINE_PATH)).isEmpty();
  }

  @Test
  @DisplayName("No Maven wrapper, and no repositories of our own in a pom")
  void noWrapper() {
    assertThat(Repository.files())
        .noneMatch(file -> Repository.nameOf(file).startsWith("mvn" + "w"));
    assertThat(matches(withExtension("xml"), ELSEWHERE)).isEmpty();
  }

  @Test
  @DisplayName("Nothing is left for later")
  void nothingUnfinished() {
    assertThat(matches(Repository.textFiles(), UNFINISHED)).isEmpty();
  }

  @Test
  @DisplayName(
      "No test is switched off or skips itself: a missing tool fails the test that needs it")
  void noTestIsSkipped() {
    assertThat(matches(Repository.javaFiles(), SKIPPED_TEST)).isEmpty();
  }

  @Test
  @DisplayName("No tabs, no white space at line ends, no CRLF, and one newline at the end")
  void whiteSpace() {
    List<String> wrong = new ArrayList<>();
    for (String file : Repository.textFiles()) {
      String text = Repository.read(file);
      if (text.contains("\r")) {
        wrong.add(file + ": a carriage return");
      }
      if (!text.isEmpty() && (!text.endsWith("\n") || text.endsWith("\n\n"))) {
        wrong.add(file + ": must end with exactly one newline");
      }
      wrong.addAll(matches(List.of(file), Pattern.compile("\t|[ \t]+$")));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  @DisplayName("A file is executable exactly if it is a script")
  void executableBits() {
    assertThat(Repository.files())
        .allSatisfy(
            file ->
                assertThat(Files.isExecutable(Repository.root().resolve(file)))
                    .as(file + " is executable")
                    .isEqualTo(Repository.isScript(file)));
  }

  private static List<String> withExtension(String extension) {
    return Repository.files().stream().filter(file -> file.endsWith("." + extension)).toList();
  }

  /** Each matching line as {@code file:line: text}. */
  private static List<String> matches(List<String> files, Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (String file : files) {
      List<String> lines = Repository.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return found;
  }
}
