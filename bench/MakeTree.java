import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Makes the tree that is measured: many small text files like usage records, some large ones, some
 * containers that do not compress. The same arguments make the same bytes.
 *
 * <p>Run with {@code java bench/MakeTree.java DIR FILES [small]}. With {@code small} there are only
 * files of 1 to 4 KiB, 100 to a directory and 100 directories to a directory, as in a tree of
 * batches: so a million of them fit on an ordinary disk.
 */
final class MakeTree {
  private static final int IN_A_DIRECTORY = 1_000;
  private static final int FEW = 100;
  private static final int LARGE_EVERY = 2_000;

  private MakeTree() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    int files = Integer.parseInt(arguments[1]);
    SplittableRandom random = new SplittableRandom(1);
    if (arguments.length > 2 && arguments[2].equals("small")) {
      small(root, files, random);
    } else {
      mixed(root, files, random);
    }
  }

  private static void small(Path root, int files, SplittableRandom random) throws IOException {
    Path directory = root;
    for (int file = 0; file < files; file++) {
      int number = file / FEW;
      if (file % FEW == 0) {
        directory = root.resolve("d%03d".formatted(number / FEW), "e%02d".formatted(number % FEW));
        Files.createDirectories(directory);
      }
      byte[] content = records(random, 1_024 + random.nextInt(3_072));
      Files.write(directory.resolve("f%07d".formatted(file)), content);
    }
  }

  private static void mixed(Path root, int files, SplittableRandom random) throws IOException {
    for (int file = 0; file < files; file++) {
      Path directory = root.resolve("d%04d".formatted(file / IN_A_DIRECTORY));
      if (file % IN_A_DIRECTORY == 0) {
        Files.createDirectories(directory);
      }
      Path path = directory.resolve("f%06d".formatted(file));
      if (file % LARGE_EVERY == 0) {
        Files.write(path, records(random, 24 << 20));
      } else if (file % LARGE_EVERY == 1) {
        byte[] container = new byte[16 << 20];
        random.nextBytes(container);
        Files.write(path, container);
      } else {
        Files.write(path, records(random, 500 + random.nextInt(20_000)));
      }
    }
  }

  private static byte[] records(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder(length + 64);
    while (text.length() < length) {
      text.append("46").append(random.nextLong(10_000_000L, 100_000_000L));
      text.append(';').append(random.nextLong(1_750_000_000L, 1_760_000_000L));
      text.append(";data;").append(random.nextInt(5_000_000)).append('\n');
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }
}
