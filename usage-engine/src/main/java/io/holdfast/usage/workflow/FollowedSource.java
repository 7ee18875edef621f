package io.holdfast.usage.workflow;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Real-time input: files that grow, read in the order of their names, each from where the database
 * says that it was consumed to. A line counts once its end has been written.
 */
final class FollowedSource {
  private static final int CHUNK = 1 << 18;

  /** Takes the bytes {@code [from, to)} of one line. */
  interface LineConsumer {
    void line(byte[] bytes, int from, int to);
  }

  private final Path directory;
  private final Map<String, Long> committed = new ConcurrentHashMap<>();
  private final Map<String, Long> ahead = new HashMap<>();
  private final byte[] chunk = new byte[CHUNK];
  private String name = "";
  private int at;
  private int filled;

  FollowedSource(Path directory, Map<String, Long> offsets) {
    this.directory = directory;
    committed.putAll(offsets);
  }

  /** Passes on at most that many complete lines; 0 means that there is nothing new. */
  int read(int most, LineConsumer consumer) throws IOException {
    int lines = lines(most, consumer);
    if (lines > 0) {
      return lines;
    }
    for (var candidate : SourceFiles.list(directory)) {
      if (Files.size(directory.resolve(candidate)) > consumed(candidate)) {
        fill(candidate);
        lines = lines(most, consumer);
        if (lines > 0) {
          return lines;
        }
      }
    }
    return 0;
  }

  private int lines(int most, LineConsumer consumer) {
    int lines = 0;
    int start = at;
    while (lines < most) {
      int end = at;
      while (end < filled && chunk[end] != '\n') {
        end++;
      }
      if (end == filled) {
        break;
      }
      consumer.line(chunk, at, end);
      at = end + 1;
      lines++;
    }
    if (at > start) {
      ahead.put(name, consumed(name) + at - start);
    }
    return lines;
  }

  private void fill(String candidate) throws IOException {
    name = candidate;
    at = 0;
    try (var file = new RandomAccessFile(directory.resolve(candidate).toFile(), "r")) {
      file.seek(consumed(candidate));
      filled = Math.max(0, file.read(chunk));
    }
  }

  private long consumed(String file) {
    var position = ahead.get(file);
    return position != null ? position : committed.getOrDefault(file, 0L);
  }

  /** What has been read but not committed: file name and offset. */
  Map<String, Long> uncommitted() {
    return ahead;
  }

  void committed() {
    committed.putAll(ahead);
    ahead.clear();
  }

  boolean caughtUp() throws IOException {
    for (var file : SourceFiles.list(directory)) {
      if (Files.size(directory.resolve(file)) > committed.getOrDefault(file, 0L)) {
        return false;
      }
    }
    return true;
  }
}
