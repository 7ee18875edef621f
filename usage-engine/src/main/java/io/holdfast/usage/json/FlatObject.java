package io.holdfast.usage.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object whose values are texts, whole numbers, booleans or null; nothing nested.
 */
public final class FlatObject {
  private final String text;
  private int at;

  private FlatObject(String text) {
    this.text = text;
  }

  /**
   * Throws IllegalArgumentException, with the place, for anything else. Null values are left out.
   */
  public static Map<String, Object> read(String text) {
    return new FlatObject(text).object();
  }

  private Map<String, Object> object() {
    var map = new LinkedHashMap<String, Object>();
    expect('{');
    if (peek() == '}') {
      expect('}');
    } else {
      do {
        var key = string();
        expect(':');
        var value = value();
        if (value != null) {
          map.put(key, value);
        }
      } while (comma());
    }
    if (peek() != 0) {
      throw wrong("nothing after the object");
    }
    return map;
  }

  private boolean comma() {
    if (peek() == ',') {
      at++;
      return true;
    }
    expect('}');
    return false;
  }

  private @Nullable Object value() {
    if (peek() == '"') {
      return string();
    }
    int start = at;
    while (at < text.length() && "{}[],:\" \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(start, at);
    return switch (word) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      case "null" -> null;
      default -> number(word);
    };
  }

  private Long number(String word) {
    try {
      return Long.valueOf(word);
    } catch (NumberFormatException notANumber) {
      throw wrong("a text, a whole number, true, false or null");
    }
  }

  private String string() {
    expect('"');
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char letter = text.charAt(at++);
      value.append(letter == '\\' ? escape() : letter);
    }
    if (at == text.length()) {
      throw wrong("a closing quote");
    }
    at++;
    return value.toString();
  }

  private char escape() {
    if (at == text.length()) {
      throw wrong("an escape");
    }
    char letter = text.charAt(at++);
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> throw wrong("a known escape");
    };
  }

  private char unicode() {
    if (text.length() - at < 4) {
      throw wrong("four hexadecimal digits");
    }
    try {
      char letter = (char) Integer.parseInt(text.substring(at, at + 4), 16);
      at += 4;
      return letter;
    } catch (NumberFormatException notHex) {
      throw wrong("four hexadecimal digits");
    }
  }

  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char letter) {
    if (peek() != letter) {
      throw wrong("'" + letter + "'");
    }
    at++;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("expected " + expected + " at character " + (at + 1));
  }
}
