/** The doors to the world outside: clock, randomness, disk, operating system, processes. */
@org.jspecify.annotations.NullMarked
module io.holdfast.platform {
  requires static transitive org.jspecify;

  exports io.holdfast.platform;
  exports io.holdfast.platform.crypto;
  exports io.holdfast.platform.posix;
}
