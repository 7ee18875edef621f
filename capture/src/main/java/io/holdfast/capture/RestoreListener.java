package io.holdfast.capture;

/** Told of each change of a restore; called by many threads. */
@FunctionalInterface
public interface RestoreListener {
  RestoreListener NONE = (deed, path, bytes) -> {};

  /** What is done to an entry. */
  enum Deed {
    CREATE,
    CHANGE,
    METADATA,
    KEEP,
    DELETE
  }

  /**
   * @param path relative to the target, for people
   * @param bytes of content that are written, or that go with a deleted file
   */
  void does(Deed deed, String path, long bytes);
}
