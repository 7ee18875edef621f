package io.holdfast.usage.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, text, numbers, booleans and null as one line of JSON. */
public final class Json {
  private Json() {}

  public static String write(@Nullable Object value) {
    var text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Map<?, ?> map -> appendMap(text, map);
      case List<?> list -> appendList(text, list);
      case Number number -> text.append(number);
      case Boolean bool -> text.append(bool);
      default -> appendText(text, value.toString());
    }
  }

  private static void appendMap(StringBuilder text, Map<?, ?> map) {
    var separator = "{";
    for (var entry : map.entrySet()) {
      text.append(separator);
      appendText(text, String.valueOf(entry.getKey()));
      text.append(':');
      append(text, entry.getValue());
      separator = ",";
    }
    text.append(map.isEmpty() ? "{}" : "}");
  }

  private static void appendList(StringBuilder text, List<?> list) {
    var separator = "[";
    for (var item : list) {
      text.append(separator);
      append(text, item);
      separator = ",";
    }
    text.append(list.isEmpty() ? "[]" : "]");
  }

  private static void appendText(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      switch (letter) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> {
          if (letter < ' ') {
            text.append("\\u%04x".formatted((int) letter));
          } else {
            text.append(letter);
          }
        }
      }
    }
    text.append('"');
  }
}
