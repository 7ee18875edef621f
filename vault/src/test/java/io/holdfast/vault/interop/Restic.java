package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the restic program against one repository. */
public final class Restic {
  private final String repository;
  private final Map<String, String> environment;

  Restic(Path repository) {
    this(repository.toString(), Map.of());
  }

  /**
   * @param repository in restic's words, such as {@code s3:http://host/bucket/prefix}
   */
  public Restic(String repository, Map<String, String> environment) {
    this.repository = repository;
    this.environment = environment;
  }

  public record Outcome(int exitCode, byte[] output) {
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /** Runs restic, which must succeed. */
  public String run(String... arguments) {
    Outcome outcome = attempt(null, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.text();
  }

  public byte[] bytes(String... arguments) {
    Outcome outcome = attempt(null, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.output();
  }

  public String runIn(Path directory, String... arguments) {
    Outcome outcome = attempt(directory, arguments);
    assertThat(outcome.exitCode())
        .as("restic %s:%n%s", List.of(arguments), outcome.text())
        .isZero();
    return outcome.text();
  }

  public Outcome attempt(@org.jspecify.annotations.Nullable Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-q"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.environment().put("RESTIC_REPOSITORY", repository);
    builder.environment().putAll(environment);
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
