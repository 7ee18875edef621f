package io.holdfast.cli.demo;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;

/** Ends the demonstration when it is interrupted. */
final class Backstop {
  private Backstop() {}

  static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "The demonstration was interrupted",
          "Its engine was stopped; what it made is still in its directory.",
          "Run it again.");
    }
  }
}
