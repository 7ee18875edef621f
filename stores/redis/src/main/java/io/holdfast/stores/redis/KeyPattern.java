package io.holdfast.stores.redis;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A pattern as Redis's {@code KEYS} has it: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-c]},
 * and a backslash before what is to be taken literally. It is about bytes, whatever they encode.
 */
final class KeyPattern {
  private final Pattern regex;

  KeyPattern(String pattern) {
    String bytes =
        new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    regex = Pattern.compile(translated(bytes), Pattern.DOTALL);
  }

  boolean fits(byte[] key) {
    return regex.matcher(new String(key, StandardCharsets.ISO_8859_1)).matches();
  }

  private static String translated(String glob) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      char one = glob.charAt(at);
      int end = one == '[' ? endOfClass(glob, at) : -1;
      if (end > 0) {
        characterClass(glob.substring(at + 1, end), out);
        at = end + 1;
      } else {
        boolean escaped = one == '\\' && at + 1 < glob.length();
        at += escaped ? 1 : 0;
        out.append(escaped ? literal(glob.charAt(at)) : wild(one));
        at++;
      }
    }
    return out.toString();
  }

  private static String wild(char one) {
    return switch (one) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> literal(one);
    };
  }

  private static String literal(char one) {
    return Pattern.quote(String.valueOf(one));
  }

  /** The place of the bracket that closes; negative if none does. */
  private static int endOfClass(String glob, int begin) {
    for (int at = begin + 1; at < glob.length(); at++) {
      if (glob.charAt(at) == '\\') {
        at++;
      } else if (glob.charAt(at) == ']') {
        return at;
      }
    }
    return -1;
  }

  private static void characterClass(String inside, StringBuilder out) {
    boolean not = inside.startsWith("^");
    out.append(not ? "[^" : "[");
    for (int at = not ? 1 : 0; at < inside.length(); at++) {
      char one = inside.charAt(at);
      boolean range = one == '-' && at > 0 && at + 1 < inside.length();
      if (one == '\\' && at + 1 < inside.length()) {
        one = inside.charAt(++at);
      }
      out.append(range ? "-" : "\\x%02x".formatted((int) one));
    }
    out.append(']');
  }
}
