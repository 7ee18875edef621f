package io.holdfast.window.guardian;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Holdfast's end of the guardian. */
public final class GuardianProcess implements AutoCloseable {
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
   */
  public static GuardianProcess start(Path directory, Suspension suspension, String holder) {
    Path orders = directory.resolve("guardian.json");
    try {
      Disk.writePrivatelyAndDurably(
          orders,
          directory.resolve("guardian.json.tmp"),
          List.of(ByteBuffer.wrap(GuardianOrders.toBytes(suspension, holder))));
      Process process =
          Processes.startPiped(
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
              Map.of());
      BufferedReader answers = process.inputReader();
      String first = answers.readLine();
      if (!Guardian.READY.equals(first)) {
        process.destroyForcibly();
        throw new IOException("it said '" + first + "' instead of '" + Guardian.READY + "'");
      }
      return new GuardianProcess(process);
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.SUSPEND_FAILED,
          "The guardian could not be started: " + cannot.getMessage(),
          "Processing was not suspended.",
          "Look at guardian.log in " + directory + ".",
          cannot);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** From now on processing may be suspended, for at most {@code lease} from now. */
  public void suspending(Duration lease) {
    order(Guardian.SUSPENDING + " " + lease.toMillis());
  }

  /** Processing is confirmed to run; the guardian is not needed any more. */
  public void resumed() {
    order(Guardian.RESUMED);
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
      orders.write(line);
      orders.newLine();
      orders.flush();
    } catch (IOException gone) {
      throw new HoldfastException(
          ErrorCode.SUSPEND_FAILED,
          "The guardian is gone: " + gone.getMessage(),
          "Processing resumes, and no set was sealed.",
          "Look at guardian.log in the run's directory, and run the backup again.",
          gone);
    }
  }
}
