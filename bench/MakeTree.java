import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes the trees that are measured, and changes a hundredth of one. The same arguments make the
 * same bytes.
 *
 * <pre>
 * java bench/MakeTree.java DIR FILES [SHAPE]
 *   mixed       files of 0.5 to 20 KiB like usage records; of 2,000 files one has 24 MiB of records
 *               and one 16 MiB that do not compress (the default)
 *   small       only files of 1 to 4 KiB, 100 to a directory and 100 directories to a directory, as
 *               in a tree of batches: so a million of them fit on an ordinary disk
 *   csv         files of 2 GiB of records
 *   containers  files of 16 MiB that do not compress
 * java bench/MakeTree.java DIR change SEED
 *   writes every hundredth file anew, and in each file above a mebibyte a hundredth of its bytes
 * </pre>
 */
final class MakeTree {
  private static final int IN_A_DIRECTORY = 1_000;
  private static final int FEW = 100;
  private static final int LARGE_EVERY = 2_000;
  private static final int MEBI = 1 << 20;
  private static final long CSV = 2L << 30;
  private static final int CONTAINER = 16 * MEBI;

  private MakeTree() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    if (arguments[1].equals("change")) {
      change(root, new SplittableRandom(Long.parseLong(arguments[2])));
      return;
    }
    int files = Integer.parseInt(arguments[1]);
    SplittableRandom random = new SplittableRandom(1);
    switch (arguments.length > 2 ? arguments[2] : "mixed") {
      case "mixed" -> mixed(root, files, random);
      case "small" -> small(root, files, random);
      case "csv" -> csv(root, files, random);
      case "containers" -> containers(root, files, random);
      default -> throw new IllegalArgumentException("There is no shape " + arguments[2]);
    }
  }

  private static void mixed(Path root, int files, SplittableRandom random) throws IOException {
    for (int file = 0; file < files; file++) {
      Path path = in(root, "d%04d".formatted(file / IN_A_DIRECTORY), "f%06d".formatted(file));
      if (file % LARGE_EVERY == 0) {
        Files.write(path, records(random, 24 * MEBI));
      } else if (file % LARGE_EVERY == 1) {
        Files.write(path, noise(random, CONTAINER));
      } else {
        Files.write(path, records(random, 500 + random.nextInt(20_000)));
      }
    }
  }

  private static void small(Path root, int files, SplittableRandom random) throws IOException {
    for (int file = 0; file < files; file++) {
      int number = file / FEW;
      String directory = "d%03d/e%02d".formatted(number / FEW, number % FEW);
      byte[] content = records(random, 1_024 + random.nextInt(3_072));
      Files.write(in(root, directory, "f%07d".formatted(file)), content);
    }
  }

  private static void csv(Path root, int files, SplittableRandom random) throws IOException {
    for (int file = 0; file < files; file++) {
      try (OutputStream out = Files.newOutputStream(in(root, "csv", "f%03d.csv".formatted(file)))) {
        for (long written = 0; written < CSV; written += MEBI) {
          out.write(records(random, MEBI));
        }
      }
    }
  }

  private static void containers(Path root, int files, SplittableRandom random) throws IOException {
    for (int file = 0; file < files; file++) {
      Path path = in(root, "c%03d".formatted(file / FEW), "f%05d".formatted(file));
      Files.write(path, noise(random, CONTAINER));
    }
  }

  private static Path in(Path root, String directory, String file) throws IOException {
    return Files.createDirectories(root.resolve(directory)).resolve(file);
  }

  private static void change(Path root, SplittableRandom random) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(root)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    int turn = random.nextInt(FEW);
    for (int i = 0; i < files.size(); i++) {
      long length = Files.size(files.get(i));
      if (length > MEBI) {
        try (RandomAccessFile file = new RandomAccessFile(files.get(i).toFile(), "rw")) {
          file.seek(random.nextLong(length - length / FEW));
          file.write(records(random, (int) (length / FEW)));
        }
      } else if (i % FEW == turn) {
        Files.write(files.get(i), records(random, (int) length));
      }
    }
  }

  private static byte[] noise(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
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
