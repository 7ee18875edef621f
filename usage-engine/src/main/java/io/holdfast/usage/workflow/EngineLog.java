package io.holdfast.usage.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** One line an event, in {@code log/engine.log}. */
public final class EngineLog {
  private final Path file;

  public EngineLog(Path directory) {
    this.file = directory.resolve("engine.log");
  }

  public synchronized void write(String message) {
    try {
      Files.writeString(
          file,
          Instant.now() + " " + message + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
