package io.holdfast.usage.source;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Makes source files: nine tenths of the lines under {@code batch/}, the rest under {@code
 * realtime/}. A file appears under its name only when it is complete. The seed is part of the name:
 * the same call makes the same bytes again, another seed adds more input.
 */
public final class Generate {
  private static final int SUBSCRIBERS = 20_000;
  private static final int LINES_PER_FILE = 10_000;

  private Generate() {}

  /** How many files and lines were made. */
  public record Made(int batchFiles, long batchLines, int realTimeFiles, long realTimeLines) {}

  /** {@code files}: how many batch files, or 0 for files of about ten thousand lines. */
  public static Made into(Path source, long records, long seed, int files) throws IOException {
    long realTimeLines = records / 10;
    long batchLines = records - realTimeLines;
    int batchFiles = files > 0 ? files : filesFor(batchLines);
    var subscribers = new Subscribers(SUBSCRIBERS);
    write(
        Files.createDirectories(source.resolve("batch")),
        "batch-%d".formatted(seed),
        new Stream(seed, batchLines, subscribers, true),
        batchLines,
        batchFiles);
    int realTimeFiles = filesFor(realTimeLines);
    write(
        Files.createDirectories(source.resolve("realtime")),
        "events-%d".formatted(seed),
        new Stream(~seed, realTimeLines, subscribers, false),
        realTimeLines,
        realTimeFiles);
    return new Made(batchFiles, batchLines, realTimeFiles, realTimeLines);
  }

  private static int filesFor(long lines) {
    return (int) Math.max(1, Math.ceilDiv(lines, LINES_PER_FILE));
  }

  private static void write(Path directory, String name, Stream stream, long lines, int files)
      throws IOException {
    long written = 0;
    for (int file = 1; file <= files; file++) {
      long until = lines * file / files;
      var target = directory.resolve("%s-%06d.udr".formatted(name, file));
      var part = directory.resolve("." + target.getFileName() + ".part");
      try (var out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        for (; written < until; written++) {
          out.write(stream.next());
          out.write('\n');
        }
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
