package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of PostgreSQL's programs at work. It does not outlive whoever closes this. */
final class ProgramRun implements AutoCloseable {
  private static final int SHOWN = 1500;

  private final Process process;
  private final Path log;

  /**
   * @param log where its output goes; a pipe that nobody reads would stop it
   */
  ProgramRun(List<String> command, Map<String, String> environment, Path log) {
    this.log = log;
    try {
      Disk.deleteIfExists(log);
      process = Processes.start(Programs.alone(command, environment), environment, log);
      process.getOutputStream().close();
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.NO_DATABASE_PROGRAMS,
          command.getFirst() + " cannot be started: " + cannot.getMessage(),
          "Nothing was changed.",
          "Look whether this user may run it.",
          cannot);
    }
  }

  /** Runs to the end; what was said is empty if it ended well. */
  static String run(List<String> command, Map<String, String> environment, Path log) {
    try (ProgramRun run = new ProgramRun(command, environment, log)) {
      while (!run.ended(1_000)) {
        continue;
      }
      return run.failure();
    }
  }

  Process process() {
    return process;
  }

  /** Waits so long at most; an interruption is an error. */
  boolean ended(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "The work was interrupted while a program of PostgreSQL's was waited for",
          "The database is unharmed; nothing was sealed or replaced.",
          "Run the command again.",
          interrupted);
    }
  }

  /**
   * Why it failed, in its own words; empty if it did not, and then nothing is left of them. To be
   * asked when it has ended.
   */
  String failure() {
    try {
      if (process.exitValue() == 0) {
        Disk.deleteIfExists(log);
        return "";
      }
      String said = Disk.readText(log).strip();
      String end = said.length() <= SHOWN ? said : "…" + said.substring(said.length() - SHOWN);
      return end.isEmpty() ? "it ended with " + process.exitValue() : end;
    } catch (IOException unreadable) {
      return "it ended with " + process.exitValue();
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      List<ProcessHandle> workers = process.descendants().toList();
      process.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
      process.onExit().join();
    }
  }
}
