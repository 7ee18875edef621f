package io.holdfast.engine.closure;

import java.util.Optional;
import java.util.function.Consumer;

/** The files that references may name: of a restored tree, or of a member in the vault. */
public interface Referents {
  /**
   * @param path below the store's root, with forward slashes
   * @return empty if no regular file is there
   */
  Optional<Referent> find(String path);

  /**
   * All regular files below a directory.
   *
   * @param base below the store's root, with forward slashes; one that is not there has no files
   * @param consumer is given paths as {@link #find} takes them
   */
  void each(String base, Consumer<String> consumer);

  /** A file that a reference found. */
  interface Referent {
    long length();

    /** Reads the whole file; lower-case hexadecimal. */
    String sha256();
  }
}
