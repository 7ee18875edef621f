package io.holdfast.vault.tree;

import io.holdfast.platform.FileName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for one name: {@code *} any text, {@code ?} one character, {@code [a-z]} one of a set,
 * {@code [^a-z]} one not of it, {@code \} takes the next character as it is. It is matched in one
 * pass with one place to go back to, so that no pattern takes more than its length times the
 * name's.
 */
final class NameGlob {
  /** One position of the pattern. */
  private sealed interface Part {
    record Any() implements Part {}

    record One() implements Part {}

    record Exactly(int character) implements Part {}

    record Among(List<int[]> ranges, boolean not) implements Part {
      boolean accepts(int character) {
        boolean inside =
            ranges.stream().anyMatch(range -> range[0] <= character && character <= range[1]);
        return inside != not;
      }
    }
  }

  private final List<Part> parts = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if a set is not closed or the text ends with a backslash
   */
  NameGlob(String text) {
    int[] characters = text.codePoints().toArray();
    int at = 0;
    while (at < characters.length) {
      at = add(text, characters, at);
    }
  }

  private int add(String text, int[] characters, int at) {
    switch (characters[at]) {
      case '*' -> parts.add(new Part.Any());
      case '?' -> parts.add(new Part.One());
      case '[' -> {
        return addSet(text, characters, at + 1);
      }
      case '\\' -> {
        parts.add(new Part.Exactly(literal(text, characters, at)));
        return at + 2;
      }
      default -> parts.add(new Part.Exactly(characters[at]));
    }
    return at + 1;
  }

  private int addSet(String text, int[] characters, int start) {
    int at = start;
    boolean not = at < characters.length && (characters[at] == '^' || characters[at] == '!');
    at += not ? 1 : 0;
    List<int[]> ranges = new ArrayList<>();
    while (at < characters.length && characters[at] != ']') {
      boolean escaped = characters[at] == '\\';
      int from = literal(text, characters, at);
      at += escaped ? 2 : 1;
      int to = from;
      if (at + 1 < characters.length && characters[at] == '-' && characters[at + 1] != ']') {
        escaped = characters[at + 1] == '\\';
        to = literal(text, characters, at + 1);
        at += escaped ? 3 : 2;
      }
      ranges.add(new int[] {from, to});
    }
    if (at >= characters.length || ranges.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' has a [ without its set or its ]");
    }
    parts.add(new Part.Among(ranges, not));
    return at + 1;
  }

  private static int literal(String text, int[] characters, int at) {
    if (characters[at] != '\\') {
      return characters[at];
    }
    if (at + 1 == characters.length) {
      throw new IllegalArgumentException("'" + text + "' ends with a backslash");
    }
    return characters[at + 1];
  }

  /**
   * Bytes that are not UTF-8 are taken as one character each, which none that can be typed equals.
   */
  boolean matches(FileName name) {
    int[] characters =
        name.isUtf8()
            ? new String(name.bytes(), StandardCharsets.UTF_8).codePoints().toArray()
            : raw(name.bytes());
    int part = 0;
    int at = 0;
    int starPart = -1;
    int starAt = 0;
    while (at < characters.length) {
      if (part < parts.size() && parts.get(part) instanceof Part.Any) {
        starPart = part++;
        starAt = at;
      } else if (part < parts.size() && accepts(parts.get(part), characters[at])) {
        part++;
        at++;
      } else if (starPart >= 0) {
        part = starPart + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (part < parts.size() && parts.get(part) instanceof Part.Any) {
      part++;
    }
    return part == parts.size();
  }

  private static boolean accepts(Part part, int character) {
    return switch (part) {
      case Part.Any any -> false;
      case Part.One one -> true;
      case Part.Exactly exactly -> exactly.character() == character;
      case Part.Among among -> among.accepts(character);
    };
  }

  private static int[] raw(byte[] bytes) {
    int[] characters = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      // ASCII as it is; the rest among the surrogates, which no text has by themselves.
      characters[i] = bytes[i] >= 0 ? bytes[i] : 0xdc00 + (bytes[i] & 0xff);
    }
    return characters;
  }
}
