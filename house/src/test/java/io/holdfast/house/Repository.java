package io.holdfast.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The files that belong to the repository: tracked, or new and not ignored. */
public final class Repository {
  private static final Set<String> TEXT =
      Set.of("java", "md", "xml", "yaml", "yml", "json", "sh", "rst", "txt", "properties");

  private static final Path ROOT = findRoot();
  private static final List<String> FILES = list();

  private Repository() {}

  public static Path root() {
    return ROOT;
  }

  /** Paths relative to the root, with forward slashes. */
  static List<String> files() {
    return FILES;
  }

  static boolean has(String file) {
    return FILES.contains(file);
  }

  static List<String> javaFiles() {
    return FILES.stream().filter(file -> file.endsWith(".java")).toList();
  }

  /** Files that people read: by extension, and the scripts, which have none. */
  static List<String> textFiles() {
    return FILES.stream().filter(Repository::isText).toList();
  }

  static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String file) {
    return read(file).lines().toList();
  }

  static String nameOf(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static boolean isText(String file) {
    String name = nameOf(file);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? TEXT.contains(name.substring(dot + 1)) : isScript(file) || dot < 0;
  }

  static boolean isScript(String file) {
    try (var in = Files.newInputStream(ROOT.resolve(file))) {
      return Arrays.equals(in.readNBytes(2), new byte[] {'#', '!'});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("holdfast"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("The house tests must run inside the repository");
    }
    return directory;
  }

  private static List<String> list() {
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(ROOT.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IllegalStateException(
            "git ls-files failed; the house rules need a clone, not an unpacked archive");
      }
      return Arrays.stream(output.split("\0"))
          .filter(file -> !file.isEmpty() && Files.isRegularFile(ROOT.resolve(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("git must be installed for the house rules", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
