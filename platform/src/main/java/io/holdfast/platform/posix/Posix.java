package io.holdfast.platform.posix;

/** Placeholder type, filled by the capture work. */
public final class Posix {
  private Posix() {}
}
