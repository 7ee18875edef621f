package io.holdfast.cli.demo;

import io.holdfast.platform.Disk;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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
    Randomness random = Randomness.ofSeed(seed);
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

  /** Lines like those of usage records; as compressible as they are. */
  private static String content(Randomness random) {
    ByteBuffer chance = ByteBuffer.wrap(random.bytes(LINES * 3 * Integer.BYTES));
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      text.append("46").append(10_000_000 + below(90_000_000, chance));
      text.append(';').append(1_750_000_000 + below(10_000_000, chance));
      text.append(";data;").append(below(5_000_000, chance)).append('\n');
    }
    return text.toString();
  }

  private static int below(int bound, ByteBuffer chance) {
    return Integer.remainderUnsigned(chance.getInt(), bound);
  }
}
