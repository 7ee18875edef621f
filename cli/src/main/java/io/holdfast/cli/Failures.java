package io.holdfast.cli;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Gives every failure a code. */
final class Failures {
  private static final String NO_SPACE = "No space left on device";

  private Failures() {}

  static HoldfastException known(Throwable failure) {
    return alarmIn(failure).orElseGet(() -> withCode(failure));
  }

  private static HoldfastException withCode(Throwable failure) {
    return switch (failure) {
      case HoldfastException known -> known;
      case UncheckedIOException wrapped when wrapped.getCause() != null ->
          ofInputOutput(wrapped.getCause());
      case IOException broken -> ofInputOutput(broken);
      case OutOfMemoryError exhausted ->
          new HoldfastException(
              ErrorCode.INTERNAL,
              "The memory is exhausted: " + exhausted.getMessage(),
              "Sealed sets are untouched.",
              "Give Java more memory with HOLDFAST_JAVA_OPTS=-Xmx2g, and report this.",
              exhausted);
      default ->
          new HoldfastException(
              ErrorCode.INTERNAL,
              failure.getClass().getSimpleName() + ": " + failure.getMessage(),
              "Sealed sets are untouched.",
              "Report this with the lines below.",
              failure);
    };
  }

  /** A suspension that may still hold is more urgent than whatever failed before it. */
  private static Optional<HoldfastException> alarmIn(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof HoldfastException alarm
          && alarm.code() == ErrorCode.RESUME_UNCONFIRMED) {
        return Optional.of(alarm);
      }
    }
    return Optional.empty();
  }

  private static HoldfastException ofInputOutput(IOException broken) {
    String message = String.valueOf(broken.getMessage());
    boolean full = message.contains(NO_SPACE) || message.contains("Disk quota exceeded");
    return new HoldfastException(
        full ? ErrorCode.DISK_FULL : ErrorCode.INPUT_OUTPUT,
        broken.getClass().getSimpleName() + ": " + message,
        "Sealed sets are untouched.",
        full
            ? "Make room and run the command again."
            : "Look at the path, and run the command again.",
        broken);
  }
}
