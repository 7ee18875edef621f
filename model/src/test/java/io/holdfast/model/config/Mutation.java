package io.holdfast.model.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** What a hasty hand does to a file: lines lost, doubled or shifted, words and letters changed. */
final class Mutation {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9./*@:-]+");
  private static final List<String> STRANGE =
      List.of(
          "",
          "null",
          "~",
          "[]",
          "{}",
          "-1",
          "0",
          "1e9",
          "99999999999999999999",
          "true",
          "*",
          "&a x",
          "!x y",
          "'",
          "\"",
          "- ",
          ": ",
          "? ",
          "#",
          "|",
          ">",
          "%",
          "@",
          "`",
          "\t",
          "\u0000",
          "\ud83d",
          "\\",
          "..",
          "/",
          "~/x",
          "P",
          "PT",
          "1d1d",
          "* * * * *",
          "s3://",
          "jdbc:",
          "&r [*r]",
          "\u2028",
          "\uFEFF",
          "<<",
          "--- ",
          "...",
          "kind",
          "files",
          "none",
          "http://[",
          "2m",
          "system-database");

  private Mutation() {}

  static String of(String text, Random random) {
    String mutated = text;
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      mutated =
          switch (random.nextInt(6)) {
            case 0 -> withoutLine(mutated, random);
            case 1 -> withLineTwice(mutated, random);
            case 2 -> withWord(mutated, random, STRANGE.get(random.nextInt(STRANGE.size())));
            case 3 -> withWord(mutated, random, someWord(mutated, random));
            case 4 -> withCharacter(mutated, random);
            default -> indented(mutated, random);
          };
    }
    return mutated;
  }

  private static String withoutLine(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      lines.remove(random.nextInt(lines.size()));
    }
    return String.join("\n", lines);
  }

  private static String withLineTwice(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      lines.add(random.nextInt(lines.size() + 1), lines.get(random.nextInt(lines.size())));
    }
    return String.join("\n", lines);
  }

  private static String indented(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      lines.set(at, random.nextBoolean() ? " " + line : line.replaceFirst("^  ", ""));
    }
    return String.join("\n", lines);
  }

  private static String someWord(String text, Random random) {
    List<String> words = WORD.matcher(text).results().map(match -> match.group()).toList();
    return words.isEmpty() ? "x" : words.get(random.nextInt(words.size()));
  }

  private static String withWord(String text, Random random, String word) {
    var places = WORD.matcher(text).results().toList();
    if (places.isEmpty()) {
      return word;
    }
    var place = places.get(random.nextInt(places.size()));
    return text.substring(0, place.start()) + word + text.substring(place.end());
  }

  private static String withCharacter(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    char character = (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000);
    return text.substring(0, at)
        + (random.nextBoolean() ? "" : character)
        + text.substring(Math.min(text.length(), at + 1));
  }
}
