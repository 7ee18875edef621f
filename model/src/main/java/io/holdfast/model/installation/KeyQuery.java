package io.holdfast.model.installation;

import java.util.List;
import java.util.Optional;

/**
 * A reference's query on Redis, in Redis's words: {@code GET PATTERN} for keys whose values are
 * paths, {@code HMGET PATTERN PATH [LENGTH [SHA256]]} for hashes with these fields.
 *
 * @param pattern as {@code KEYS} has it
 * @param fields empty for strings
 */
public record KeyQuery(String pattern, List<String> fields) {
  private static final int FIELDS_AT_MOST = 3;

  public KeyQuery {
    fields = List.copyOf(fields);
  }

  /** Empty if it is neither. */
  public static Optional<KeyQuery> parse(String query) {
    List<String> words = List.of(query.strip().split("\\s+"));
    boolean strings = words.getFirst().equalsIgnoreCase("GET") && words.size() == 2;
    int fields = words.size() - 2;
    boolean hashes =
        words.getFirst().equalsIgnoreCase("HMGET") && fields >= 1 && fields <= FIELDS_AT_MOST;
    return strings || hashes
        ? Optional.of(new KeyQuery(words.get(1), words.subList(2, words.size())))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return fields.isEmpty()
        ? "GET " + pattern
        : "HMGET " + pattern + " " + String.join(" ", fields);
  }
}
