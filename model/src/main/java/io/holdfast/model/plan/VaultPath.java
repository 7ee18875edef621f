package io.holdfast.model.plan;

import io.holdfast.model.installation.S3Location;
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
    if (location.startsWith(S3Location.SCHEME)) {
      return S3Location.parse(location).place();
    }
    return local(location).map(Path::toString).orElse(location);
  }
}
