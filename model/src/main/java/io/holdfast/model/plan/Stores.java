package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The stores of an installation, by kind and by name. */
final class Stores {
  private Stores() {}

  static Optional<StoreSpec> named(Installation installation, String name) {
    return installation.stores().stream().filter(store -> store.name().equals(name)).findFirst();
  }

  static List<StoreSpec.Files> trees(Installation installation) {
    return installation.stores().stream()
        .filter(StoreSpec.Files.class::isInstance)
        .map(StoreSpec.Files.class::cast)
        .toList();
  }

  static List<StoreSpec.Database> databases(Installation installation) {
    return installation.stores().stream()
        .filter(StoreSpec.Database.class::isInstance)
        .map(StoreSpec.Database.class::cast)
        .toList();
  }

  /** Whether {@code path} is {@code directory} or lies below it, by name alone. */
  static boolean isWithin(Path path, Path directory) {
    return plain(path).startsWith(plain(directory));
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
