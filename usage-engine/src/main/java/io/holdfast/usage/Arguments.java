package io.holdfast.usage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the form {@code --name value}; an unknown, repeated or incomplete one is refused. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  private Arguments() {}

  static Arguments parse(List<String> words, List<String> allowed) {
    var parsed = new Arguments();
    for (int i = 0; i < words.size(); i += 2) {
      var name = words.get(i);
      if (!name.startsWith("--") || !allowed.contains(name.substring(2))) {
        throw new UsageException("unknown option '" + name + "'");
      }
      if (i + 1 == words.size()) {
        throw new UsageException("option " + name + " needs a value");
      }
      if (parsed.values.put(name.substring(2), words.get(i + 1)) != null) {
        throw new UsageException("option " + name + " is given twice");
      }
    }
    return parsed;
  }

  Path path(String name) {
    try {
      return Path.of(text(name));
    } catch (InvalidPathException wrong) {
      throw new UsageException("option --%s: %s".formatted(name, wrong.getMessage()));
    }
  }

  long number(String name, long min, long max) {
    var text = text(name);
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, together with numbers out of range.
    }
    throw new UsageException(
        "option --%s must be a whole number from %d to %d, not '%s'"
            .formatted(name, min, max, text));
  }

  long number(String name, long min, long max, long otherwise) {
    return values.containsKey(name) ? number(name, min, max) : otherwise;
  }

  boolean flag(String name) {
    var text = values.getOrDefault(name, "false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UsageException(
              "option --%s must be true or false, not '%s'".formatted(name, text));
    };
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  @Nullable String textOrNull(String name) {
    return values.get(name);
  }

  private String text(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new UsageException("option --" + name + " is missing");
    }
    return value;
  }
}
