package io.holdfast.window.guardian;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Holdfast's end of the guardian. */
public final class GuardianProcess implements AutoCloseable {
  /** Many times what a Java program takes to start, even on a machine that is hard at work. */
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedWriter orders;

  GuardianProcess(Process process) {
    this.process = process;
    this.orders = process.outputWriter();
  }

  /**
   * Starts a guardian and waits until it watches.
   *
   * @param directory where it finds its orders and leaves its log
   * @throws HoldfastException HF-104 if it does not watch within half a minute
   */
  public static GuardianProcess start(Path directory, Suspension suspension, String holder) {
    Path orders = directory.resolve("guardian.json");
    try {
      Disk.writePrivatelyAndDurably(
          orders,
          directory.resolve("guardian.json.tmp"),
          List.of(ByteBuffer.wrap(GuardianOrders.toBytes(suspension, holder))));
    } catch (IOException cannot) {
      throw notStarted(directory, String.valueOf(cannot.getMessage()), cannot);
    }
    return start(
        List.of(
            Processes.javaProgram(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Guardian.class.getName(),
            orders.toString(),
            directory.resolve("guardian.log").toString()),
        directory,
        STARTS_WITHIN);
  }

  /** Starts a guardian by its command; one that is not ready in time is killed. */
  static GuardianProcess start(List<String> command, Path directory, Duration limit) {
    Process process;
    try {
      process = Processes.startPiped(command, Map.of());
    } catch (IOException cannot) {
      throw notStarted(directory, String.valueOf(cannot.getMessage()), cannot);
    }
    String first;
    try {
      first = firstLine(process).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw killed(
          process, directory, "it was not ready after " + DurationText.format(limit), silent);
    } catch (ExecutionException broken) {
      throw killed(process, directory, "it did not answer: " + broken.getCause(), broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw killed(process, directory, "waiting for it was interrupted", interrupted);
    }
    if (!first.equals(Guardian.READY)) {
      throw killed(
          process, directory, "it said '" + first + "' instead of '" + Guardian.READY + "'", null);
    }
    return new GuardianProcess(process);
  }

  /**
   * Read by a thread of its own: a read from a pipe has no limit, and neither an interruption nor
   * the end of the guardian surely ends it, since what the guardian started may hold the pipe.
   */
  private static CompletableFuture<String> firstLine(Process process) {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("guardian-answer")
        .start(
            () -> {
              try {
                line.complete(String.valueOf(process.inputReader().readLine()));
              } catch (IOException broken) {
                line.completeExceptionally(broken);
              }
            });
    return line;
  }

  private static HoldfastException killed(
      Process process, Path directory, String why, @Nullable Exception cause) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return notStarted(directory, why, cause);
  }

  private static HoldfastException notStarted(
      Path directory, String why, @Nullable Exception cause) {
    return new HoldfastException(
        ErrorCode.SUSPEND_FAILED,
        "The guardian could not be started: " + why,
        "Processing was not suspended.",
        "Look at guardian.log in " + directory + ", and run the backup again.",
        cause);
  }

  public long pid() {
    return process.pid();
  }

  /** From now on processing may be suspended, for at most {@code lease} from now. */
  public void suspending(Duration lease) {
    order(Guardian.SUSPENDING + " " + lease.toMillis());
  }

  /**
   * Said inside the window: without a guardian nobody but the lease would end the suspension.
   *
   * @throws HoldfastException HF-104 if the guardian is gone
   */
  public void assertWatching() {
    if (!process.isAlive()) {
      throw gone("it ended inside the window", null);
    }
  }

  /**
   * Processing is confirmed to run; the guardian is not needed any more, so one that is gone is no
   * failure.
   */
  public void resumed() {
    try {
      write(Guardian.RESUMED);
    } catch (IOException nobodyToTell) {
      return;
    }
  }

  /** Closing without {@link #resumed} makes the guardian resume processing itself. */
  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException alreadyGone) {
      // Its end of the pipe is closed: it has left already.
      return;
    }
  }

  private void order(String line) {
    try {
      write(line);
    } catch (IOException broken) {
      throw gone(String.valueOf(broken.getMessage()), broken);
    }
  }

  private void write(String line) throws IOException {
    orders.write(line);
    orders.newLine();
    orders.flush();
  }

  private static HoldfastException gone(String how, @Nullable Exception cause) {
    return new HoldfastException(
        ErrorCode.SUSPEND_FAILED,
        "The guardian is gone: " + how,
        "Processing resumes, and no set was sealed.",
        "Look at guardian.log in the run's directory, and run the backup again.",
        cause);
  }
}
