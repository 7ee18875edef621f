package io.holdfast.usage.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The upstream's files: complete as soon as they have a name that ends in {@code .udr}. */
final class SourceFiles {
  private SourceFiles() {}

  /** Names, sorted; none if there is no such directory yet. */
  static List<String> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".udr") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
