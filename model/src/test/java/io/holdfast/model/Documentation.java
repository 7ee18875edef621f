package io.holdfast.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documentation in the source tree, which tests hold to what the program does. */
public final class Documentation {
  private Documentation() {}

  /**
   * @param file relative to the root of the source tree
   */
  public static List<String> lines(String file) {
    try {
      return Files.readAllLines(root().resolve(file));
    } catch (IOException missing) {
      throw new UncheckedIOException("The page " + file + " cannot be read", missing);
    }
  }

  public static List<String> names(String directory) {
    try (Stream<Path> entries = Files.list(root().resolve(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (IOException missing) {
      throw new UncheckedIOException("The folder " + directory + " cannot be read", missing);
    }
  }

  private static Path root() {
    // The build sets basedir to the module; an editor runs tests in the module or in the root.
    Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    for (Path place = start; place != null; place = place.getParent()) {
      if (Files.isDirectory(place.resolve("docs/errors"))) {
        return place;
      }
    }
    throw new IllegalStateException("There is no docs/errors above " + start);
  }
}
