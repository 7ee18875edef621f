package io.holdfast.engine.closure;

import java.util.Optional;

/** The files that references may name: of a restored tree, or of a member in the vault. */
@FunctionalInterface
public interface Referents {
  /**
   * @param path below the store's root, with forward slashes
   * @return empty if no regular file is there
   */
  Optional<Referent> find(String path);

  /** A file that a reference found. */
  interface Referent {
    long length();

    /** Reads the whole file; lower-case hexadecimal. */
    String sha256();
  }
}
