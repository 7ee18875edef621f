package io.holdfast.model.config;

import io.holdfast.model.installation.DurationText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads single values out of a section. Strict about YAML's types, because the operator who writes
 * {@code name: 2024} and the program that reads a number would otherwise agree by luck.
 */
final class Values {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final Pattern BYTES = Pattern.compile("([1-9][0-9]{0,5})(MiB|GiB|TiB)");
  private static final int MOST = 1_000_000;

  private final Section section;
  private final Path directory;

  /**
   * @param directory what relative paths are relative to
   */
  Values(Section section, Path directory) {
    this.section = section;
    this.directory = directory;
  }

  /** What a value is, for "expected …, not this". */
  static String describe(Node node) {
    return switch (node) {
      case MappingNode mapping -> "a mapping";
      case SequenceNode sequence -> "a list";
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
      case ScalarNode scalar -> Quoted.of(scalar.getValue());
      default -> "this";
    };
  }

  Optional<String> text(String key) {
    return section.required(key).flatMap(node -> text(key, node));
  }

  Optional<String> optionalText(String key) {
    return section.optional(key).flatMap(node -> text(key, node));
  }

  private Optional<String> text(String key, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return wrong(node, key, "text");
    }
    if (!scalar.getTag().equals(Tag.STR)) {
      section.wrong(
          node, "'" + key + "' must be text: put " + Quoted.of(scalar.getValue()) + " in quotes");
      return Optional.empty();
    }
    if (scalar.getValue().isBlank()) {
      section.wrong(node, "'" + key + "' in " + section.name() + " is empty");
      return Optional.empty();
    }
    return Optional.of(scalar.getValue());
  }

  /** A required name: it becomes a part of paths and tags, so only plain characters are allowed. */
  Optional<String> name(String key) {
    Optional<String> name = text(key);
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      section.wrong(
          section.required(key).orElseThrow(),
          "'"
              + key
              + "' must be 1 to 64 letters, digits, '.', '_' or '-', the first no '.' or '-', not "
              + Quoted.of(name.get()));
      return Optional.empty();
    }
    return name;
  }

  Duration duration(String key, Duration fallback) {
    return optionalDuration(key).orElse(fallback);
  }

  /** A duration longer than zero. */
  Optional<Duration> optionalDuration(String key) {
    Optional<Node> node = section.optional(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> read =
        node.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
            ? DurationText.parse(scalar.getValue())
            : Optional.empty();
    if (read.isEmpty() || read.get().isZero()) {
      return wrong(
          node.get(), key, "a duration longer than 0, such as 500ms, 5s, 2m, 1h30m or 30d");
    }
    return read;
  }

  OptionalInt count(String key) {
    Optional<Node> node = section.optional(key);
    if (node.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt number = wholeNumber(node.get());
    if (number.isEmpty() || number.getAsInt() < 1) {
      wrong(node.get(), key, "a whole number from 1 to " + MOST);
      return OptionalInt.empty();
    }
    return number;
  }

  /** A whole number of at most {@value #MOST}, or nothing. */
  static OptionalInt wholeNumber(Node node) {
    return node instanceof ScalarNode scalar
            && scalar.getTag().equals(Tag.INT)
            && scalar.getValue().matches("[0-9]{1,7}")
            && Integer.parseInt(scalar.getValue()) <= MOST
        ? OptionalInt.of(Integer.parseInt(scalar.getValue()))
        : OptionalInt.empty();
  }

  /** A number of bytes, such as {@code 512MiB}. */
  long bytes(String key, long fallback) {
    Optional<Node> node = section.optional(key);
    if (node.isEmpty()) {
      return fallback;
    }
    Matcher read = BYTES.matcher(node.get() instanceof ScalarNode text ? text.getValue() : "");
    if (!read.matches()) {
      wrong(node.get(), key, "a number of bytes, such as 512MiB, 16GiB or 1TiB");
      return fallback;
    }
    int shift =
        switch (read.group(2)) {
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    return Long.parseLong(read.group(1)) << shift;
  }

  boolean flag(String key, boolean fallback) {
    Optional<Node> node = section.optional(key);
    if (node.isEmpty()) {
      return fallback;
    }
    if (node.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return scalar.getValue().equalsIgnoreCase("true");
    }
    wrong(node.get(), key, "true or false");
    return fallback;
  }

  /** One of several words. */
  <E> Optional<E> choice(String key, Map<String, E> choices, Optional<Node> node) {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    @Nullable E chosen =
        node.get() instanceof ScalarNode scalar ? choices.get(scalar.getValue()) : null;
    if (chosen == null) {
      String written = node.get() instanceof ScalarNode scalar ? scalar.getValue() : "";
      section.wrong(
          node.get(),
          "'"
              + key
              + "' must be one of "
              + String.join(", ", choices.keySet())
              + ", not "
              + describe(node.get())
              + Spelling.hint(written, choices.keySet()));
    }
    return Optional.ofNullable(chosen);
  }

  <E> E choice(String key, Map<String, E> choices, E fallback) {
    return choice(key, choices, section.optional(key)).orElse(fallback);
  }

  <E> Optional<E> requiredChoice(String key, Map<String, E> choices) {
    return choice(key, choices, section.required(key));
  }

  /** The words of a program's command line. */
  List<String> command(String key) {
    List<String> words = new ArrayList<>();
    for (Node item : section.requiredItems(key)) {
      text(key, item).ifPresent(words::add);
    }
    return words;
  }

  Path path(String key) {
    return text(key).flatMap(text -> resolve(key, text)).orElse(directory);
  }

  Optional<Path> optionalPath(String key) {
    return optionalText(key).flatMap(text -> resolve(key, text));
  }

  /** A path as it is used: absolute and without detours. */
  Optional<Path> resolve(String key, String text) {
    Node place = section.required(key).orElseThrow();
    if (text.equals("~") || text.startsWith("~/")) {
      section.wrong(place, "'" + key + "' begins with '~', which is not expanded; write it out");
      return Optional.empty();
    }
    try {
      return Optional.of(directory.resolve(text).normalize());
    } catch (InvalidPathException notAPath) {
      section.wrong(place, "'" + key + "' is not a path: " + notAPath.getReason());
      return Optional.empty();
    }
  }

  private <E> Optional<E> wrong(Node node, String key, String expected) {
    section.wrong(node, "'" + key + "' must be " + expected + ", not " + describe(node));
    return Optional.empty();
  }
}
