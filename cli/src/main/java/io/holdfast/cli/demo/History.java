package io.holdfast.cli.demo;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * What an installation that has worked for some time holds: the files of a local archive, which no
 * database row names. Without them every copy would be over in a blink, which it never is.
 */
final class History {
  static final int FILES = 20_000;

  private static final int FILES_A_DAY = 1_000;
  private static final int LINES = 48;

  private History() {}

  /** Returns the bytes written. */
  static long write(Path home, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long bytes = 0;
    for (int file = 0; file < FILES; file++) {
      Path day = home.resolve("data/local-archive/day-%02d".formatted(file / FILES_A_DAY));
      if (file % FILES_A_DAY == 0) {
        Disk.createDirectories(day);
      }
      byte[] content = content(random).getBytes(StandardCharsets.US_ASCII);
      Disk.write(day.resolve("batch-%06d.udr".formatted(file)), content);
      bytes += content.length;
    }
    return bytes;
  }

  private static String content(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      text.append("46").append(random.nextLong(10_000_000L, 100_000_000L));
      text.append(';').append(random.nextLong(1_750_000_000L, 1_760_000_000L));
      text.append(";data;").append(random.nextInt(5_000_000)).append('\n');
    }
    return text.toString();
  }
}
