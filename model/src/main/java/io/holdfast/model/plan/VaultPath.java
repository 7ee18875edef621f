package io.holdfast.model.plan;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A vault's location as a path of this machine, if it is one. */
final class VaultPath {
  private VaultPath() {}

  static Optional<Path> local(String location) {
    if (location.contains("://")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(location).toAbsolutePath().normalize());
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  /** Two spellings of one place are equal. */
  static String identity(String location) {
    return local(location).map(Path::toString).orElse(location.replaceAll("/+$", ""));
  }
}
