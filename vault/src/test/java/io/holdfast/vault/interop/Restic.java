package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the restic program against one repository. */
final class Restic {
  private final Path repository;

  Restic(Path repository) {
    this.repository = repository;
  }

  record Outcome(int exitCode, byte[] output) {
    String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /** Runs restic, which must succeed. */
  String run(String... arguments) {
    Outcome outcome = attempt(null, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.text();
  }

  byte[] bytes(String... arguments) {
    Outcome outcome = attempt(null, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.output();
  }

  String runIn(Path directory, String... arguments) {
    Outcome outcome = attempt(directory, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.text();
  }

  Outcome attempt(@org.jspecify.annotations.Nullable Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-q"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.environment().put("RESTIC_REPOSITORY", repository.toString());
    builder.environment().put("RESTIC_PASSWORD", TestVault.PASSWORD);
    builder.environment().put("TZ", "UTC");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      return new Outcome(process.waitFor(), output);
    } catch (IOException missing) {
      return fail(
          "This test needs the restic program (Debian: apt-get install restic): " + missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return fail("interrupted");
    }
  }
}
