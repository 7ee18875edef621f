package io.holdfast.platform.posix;

import io.holdfast.platform.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Who this process is, as the program {@code id} tells it: the JDK does not. */
final class NioUser {
  static final long UID = ask("-u");
  static final long GID = ask("-g");

  private NioUser() {}

  private static long ask(String what) {
    try {
      return Long.parseLong(Processes.answerOf("id", what));
    } catch (IOException failed) {
      throw new UncheckedIOException("It cannot be told who this process is: " + failed, failed);
    }
  }
}
