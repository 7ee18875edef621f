package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure has a code, and the most urgent one is told. */
class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new IOException("No space left on device"), ErrorCode.DISK_FULL),
        Arguments.of(new IOException("/x: Disk quota exceeded"), ErrorCode.DISK_FULL),
        Arguments.of(new FileNotFoundException("/x"), ErrorCode.INPUT_OUTPUT),
        Arguments.of(
            new UncheckedIOException(new IOException("No space left on device")),
            ErrorCode.DISK_FULL),
        Arguments.of(
            new UncheckedIOException(new IOException((String) null)), ErrorCode.INPUT_OUTPUT),
        Arguments.of(new OutOfMemoryError("Java heap space"), ErrorCode.INTERNAL),
        Arguments.of(new IllegalStateException("impossible"), ErrorCode.INTERNAL),
        Arguments.of(known(ErrorCode.LEASE_LOST), ErrorCode.LEASE_LOST));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("The table of failures and codes")
  void codes(Throwable failure, ErrorCode code) {
    HoldfastException told = Failures.known(failure);

    assertThat(told.code()).isEqualTo(code);
    assertThat(told.getMessage()).isNotBlank();
    assertThat(told.safe()).isNotBlank();
    assertThat(told.next()).isNotBlank();
  }

  @Test
  @DisplayName("I3: a suspension that may still hold is louder than whatever failed before it")
  void alarm() {
    HoldfastException failed = known(ErrorCode.STORE_FAILED);
    failed.addSuppressed(new IllegalStateException("of no weight"));
    failed.addSuppressed(known(ErrorCode.RESUME_UNCONFIRMED));

    assertThat(Failures.known(failed).code()).isEqualTo(ErrorCode.RESUME_UNCONFIRMED);
  }

  @Test
  @DisplayName("I3: also when what failed before it has no code of its own")
  void alarmBehindTheUnknown() {
    RuntimeException failed = new IllegalStateException("a driver of somebody else's");
    failed.addSuppressed(known(ErrorCode.RESUME_UNCONFIRMED));

    assertThat(Failures.known(failed).code()).isEqualTo(ErrorCode.RESUME_UNCONFIRMED);
  }

  private static HoldfastException known(ErrorCode code) {
    return new HoldfastException(code, "It failed", "All is safe.", "Go on.");
  }
}
