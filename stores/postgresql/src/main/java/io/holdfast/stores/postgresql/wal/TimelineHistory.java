package io.holdfast.stores.postgresql.wal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a timeline came about: where each of its ancestors was left.
 *
 * @param content the server's file, which a restored server needs
 */
public record TimelineHistory(int timeline, List<Branch> branches, byte[] content) {
  /** The server left a timeline at this place for the next one. */
  public record Branch(int timeline, Lsn at) {}

  public TimelineHistory {
    branches = List.copyOf(branches);
    content = content.clone();
  }

  /** Lines of timeline, place, reason; empty ones and comments between them. */
  static TimelineHistory parse(int timeline, byte[] content) {
    List<Branch> branches = new ArrayList<>();
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 2 && !words[0].startsWith("#")) {
        branches.add(new Branch(Integer.parseInt(words[0]), Lsn.parse(words[1])));
      }
    }
    return new TimelineHistory(timeline, branches, content);
  }

  /** What came after an ancestor of this timeline, and where; empty if it is none. */
  public Optional<Branch> after(int ancestor) {
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).timeline() == ancestor) {
        int next = i + 1 < branches.size() ? branches.get(i + 1).timeline() : timeline;
        return Optional.of(new Branch(next, branches.get(i).at()));
      }
    }
    return Optional.empty();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }
}
