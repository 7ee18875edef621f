package io.holdfast.stores;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The rows of a reference query, streamed: there may be millions. */
@FunctionalInterface
public interface ReferenceRows {
  void forEach(Consumer<Row> consumer);

  /**
   * A file that a database row names.
   *
   * @param path relative to the reference's base
   * @param sha256 in lower-case hexadecimal
   */
  record Row(String path, OptionalLong length, Optional<String> sha256) {}
}
