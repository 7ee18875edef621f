package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for one test, removed afterwards by handles and not by paths, since the tests make
 * paths that are longer than any call takes and names that are no text.
 */
final class Scratch implements AutoCloseable {
  final Path path;

  Scratch() {
    try {
      path = Files.createTempDirectory("holdfast-capture-");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** A directory below; made. */
  Path directory(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  static Path write(Path file, String content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, content);
  }

  static void write(Directory directory, FileName name, byte[] content) throws IOException {
    try (OpenFile file = directory.create(name, 0644)) {
      file.write(content, 0, content.length, 0);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try (Directory directory = Posix.FILES.open(path)) {
      empty(directory);
    }
    Files.delete(path);
  }

  /**
   * Moves deep directories up before they are emptied, so that depth costs neither stack nor
   * handles.
   */
  private static void empty(Directory directory) throws IOException {
    int moved = 0;
    while (true) {
      java.util.List<FileName> names = directory.list();
      if (names.isEmpty()) {
        return;
      }
      for (FileName name : names) {
        if (!directory.stat(name).isDirectory()) {
          directory.removeFile(name);
          continue;
        }
        try (Directory below = directory.directory(name)) {
          for (FileName inner : below.list()) {
            if (below.stat(inner).isDirectory()) {
              below.rename(
                  inner, directory, FileName.of("moved-" + moved++), Directory.Rename.REPLACE);
            } else {
              below.removeFile(inner);
            }
          }
        }
        directory.removeDirectory(name);
      }
    }
  }
}
