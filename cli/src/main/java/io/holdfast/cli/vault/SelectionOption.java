package io.holdfast.cli.vault;

import io.holdfast.capture.Selection;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --include} and {@code --exclude}: which entries of a snapshot a command is about. */
final class SelectionOption {
  @Option(
      names = "--include",
      paramLabel = "PATTERN",
      description = "Only what fits; may be repeated.")
  private List<String> includes = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = "Leave out what fits; may be repeated.")
  private List<String> excludes = new ArrayList<>();

  Selection selection() {
    return Selection.of(includes, excludes);
  }

  /** The same options for another command line, with a space before each. */
  String words() {
    StringBuilder words = new StringBuilder();
    includes.forEach(pattern -> words.append(" --include ").append(quoted(pattern)));
    excludes.forEach(pattern -> words.append(" --exclude ").append(quoted(pattern)));
    return words.toString();
  }

  private static String quoted(String pattern) {
    return "'" + pattern.replace("'", "'\\''") + "'";
  }
}
