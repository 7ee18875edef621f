package io.holdfast.cli;

/** The one way out of the process. */
final class Exit {
  private static volatile boolean orderly;

  private Exit() {}

  static void with(int code) {
    orderly = true;
    // While the process is ending by a signal, exiting again would wait for the hook that waits for
    // us.
    if (!Thread.currentThread().isInterrupted()) {
      System.exit(code);
    }
  }

  static boolean isOrderly() {
    return orderly;
  }
}
