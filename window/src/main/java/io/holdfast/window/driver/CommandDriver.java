package io.holdfast.window.driver;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three programs of the operator's. They find in their environment {@code HOLDFAST_SET} (the
 * holder) and {@code HOLDFAST_DEADLINE} (ISO-8601, when processing must run again whatever
 * happens). The suspended side keeps no lease here: the guardian does.
 */
final class CommandDriver implements SuspensionDriver {
  private static final Duration PROGRAM_TIMEOUT = Duration.ofSeconds(60);
  private static final int DRAINING = 3;
  private static final int OUTPUT_SHOWN = 2_000;

  private final Suspension.Command commands;
  private final Clock clock;
  private final Duration timeout;
  private Instant deadline;

  CommandDriver(Suspension.Command commands, Clock clock) {
    this(commands, clock, PROGRAM_TIMEOUT);
  }

  /**
   * @param timeout how long one program may run
   */
  CommandDriver(Suspension.Command commands, Clock clock, Duration timeout) {
    this.commands = commands;
    this.clock = clock;
    this.timeout = timeout;
    this.deadline = clock.now();
  }

  @Override
  public String kind() {
    return "command";
  }

  @Override
  public boolean leaseKeptBySuspendedSide() {
    return false;
  }

  @Override
  public void suspend(String holder, Duration lease) {
    deadline = clock.now().plus(lease);
    Ended ended = run(commands.suspend(), holder, ErrorCode.SUSPEND_FAILED);
    if (ended.exit != 0) {
      throw failed(ErrorCode.SUSPEND_FAILED, "suspend", ended);
    }
  }

  @Override
  public SuspensionState state(String holder) {
    Ended ended = run(commands.status(), holder, ErrorCode.SUSPEND_FAILED);
    return switch (ended.exit) {
      case 0 -> new SuspensionState(SuspensionState.Phase.QUIET, List.of(), "");
      case DRAINING ->
          new SuspensionState(
              SuspensionState.Phase.DRAINING,
              List.of(ended.output.isBlank() ? "the status command" : ended.output.strip()),
              "");
      default -> throw failed(ErrorCode.SUSPEND_FAILED, "status", ended);
    };
  }

  @Override
  public void renew(String holder, Duration lease) {
    Instant now = clock.now();
    if (now.isAfter(deadline)) {
      throw new HoldfastException(
          ErrorCode.LEASE_LOST,
          "The lease ended at " + deadline,
          "Processing goes on; no set was sealed as consistent.",
          "Give the window a longer suspension.lease and run the backup again.");
    }
    deadline = now.plus(lease);
  }

  @Override
  public Ending resume(String holder) {
    Ended ended = run(commands.resume(), holder, ErrorCode.RESUME_UNCONFIRMED);
    if (ended.exit != 0) {
      throw failed(ErrorCode.RESUME_UNCONFIRMED, "resume", ended);
    }
    return Ending.RELEASED;
  }

  @Override
  public void close() {}

  private Ended run(List<String> command, String holder, ErrorCode onFailure) {
    Map<String, String> environment =
        Map.of("HOLDFAST_SET", holder, "HOLDFAST_DEADLINE", deadline.toString());
    try {
      Process process = Processes.startPiped(command, environment);
      try {
        process.getOutputStream().close();
        OutputTail output = OutputTail.follow(process.getInputStream(), OUTPUT_SHOWN);
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
            ? new Ended(process.exitValue(), output.text())
            : new Ended(-1, "it did not end within " + timeout.toSeconds() + " s");
      } finally {
        end(process);
      }
    } catch (IOException cannotStart) {
      throw new HoldfastException(
          onFailure,
          "The program %s cannot be started: %s".formatted(command, cannotStart.getMessage()),
          "Nothing was captured.",
          "Correct the program's path under 'suspension' in the configuration.",
          cannotStart);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Ended(-1, "waiting for it was interrupted");
    }
  }

  /**
   * Returns when the program is gone, with what it started: a suspend command that went on after
   * Holdfast gave it up could suspend processing after it was resumed, and nobody would know.
   */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  private static HoldfastException failed(ErrorCode code, String which, Ended ended) {
    return new HoldfastException(
        code,
        "The %s command ended with %d: %s".formatted(which, ended.exit, ended.output.strip()),
        "No set was sealed.",
        "Run the command by hand, as the user that runs Holdfast, and see what it says.");
  }

  private record Ended(int exit, String output) {}

  /** Reads a program's output to its end, so that it never blocks, and keeps the last part. */
  private static final class OutputTail {
    private final StringBuilder kept = new StringBuilder();
    private final Thread reader;

    private OutputTail(java.io.InputStream stream, int limit) {
      reader =
          Thread.ofPlatform()
              .daemon()
              .name("command-output")
              .start(
                  () -> {
                    byte[] buffer = new byte[4096];
                    try (stream) {
                      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                        append(new String(buffer, 0, n, StandardCharsets.UTF_8), limit);
                      }
                    } catch (IOException gone) {
                      append("(the rest of its output was lost)", limit);
                    }
                  });
    }

    static OutputTail follow(java.io.InputStream stream, int limit) {
      return new OutputTail(stream, limit);
    }

    private synchronized void append(String text, int limit) {
      kept.append(text);
      if (kept.length() > limit) {
        kept.delete(0, kept.length() - limit);
      }
    }

    String text() throws InterruptedException {
      // A grandchild may hold the pipe open long after the program has ended.
      reader.join(Duration.ofSeconds(1));
      synchronized (this) {
        return kept.toString();
      }
    }
  }
}
