package io.holdfast.window.guardian;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Posix;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.driver.SuspensionDriver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The guardian's own program. It resumes processing when its parent's end of the pipe closes
 * without {@code resumed} (the parent was killed), or when the lease runs out (the parent hangs or
 * is stopped); then it tries until the resumption is confirmed. After a death it does so once more
 * a little later, in case a request of the dead parent was still on its way; while the parent only
 * hangs, once more after each further lease.
 */
public final class Guardian {
  static final String READY = "ready";
  static final String SUSPENDING = "suspending";
  static final String RESUMED = "resumed";

  private static final String END_OF_PARENT = "";
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BEYOND_LEASE = Duration.ofMinutes(1);
  private static final Duration SECOND_LOOK = Duration.ofSeconds(2);

  private final GuardianOrders orders;
  private final Path log;
  private final Clock clock;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(16);

  private Guardian(GuardianOrders orders, Path log, Clock clock) {
    this.orders = orders;
    this.log = log;
    this.clock = clock;
  }

  /** Arguments: the file with its orders, the file for its log. */
  public static void main(String[] arguments) throws Exception {
    // A terminal's Ctrl-C goes to every process of the session; the guardian must outlive it.
    Posix.startSession();
    GuardianOrders orders = GuardianOrders.parse(Disk.read(Path.of(arguments[0])));
    Path log = Path.of(arguments[1]);
    Guardian guardian = new Guardian(orders, log, Clock.SYSTEM);
    FileLock held = GuardianLock.hold(Disk.parentOf(log));
    PrintStream answers = System.out;
    guardian.followParent();
    answers.println(READY);
    answers.flush();
    guardian.watch();
    held.release();
  }

  private void watch() throws InterruptedException {
    boolean suspended = false;
    long lease = 0;
    long deadline = Long.MAX_VALUE;
    while (true) {
      long wait = suspended ? Math.max(0, deadline - clock.nanos()) : Duration.ofHours(1).toNanos();
      String line = lines.poll(wait, TimeUnit.NANOSECONDS);
      if (line == null && suspended) {
        note("the lease of " + orders.holder() + " ran out; resuming processing");
        resumeUntilConfirmed();
        // A Holdfast that was stopped before it asked for the suspension asks for it when it wakes.
        deadline = clock.nanos() + lease;
      } else if (line == null) {
        continue;
      } else if (line.equals(END_OF_PARENT)) {
        if (suspended) {
          note("Holdfast is gone and processing is suspended; resuming it");
          resumeUntilConfirmed();
          clock.sleep(SECOND_LOOK);
          resumeUntilConfirmed();
        }
        return;
      } else if (line.equals(RESUMED)) {
        suspended = false;
      } else if (line.startsWith(SUSPENDING)) {
        suspended = true;
        String millis = line.substring(SUSPENDING.length()).strip();
        lease = Duration.ofMillis(Long.parseLong(millis)).toNanos();
        deadline = clock.nanos() + lease;
      } else {
        note("an order is not understood: " + line);
      }
    }
  }

  private void resumeUntilConfirmed() {
    Optional<SuspensionDriver> opened = Drivers.open(orders.driver(), clock);
    try (SuspensionDriver driver = opened.orElseThrow()) {
      long begun = clock.nanos();
      for (long attempt = 1; ; attempt++) {
        try {
          SuspensionDriver.Ending ending = driver.resume(orders.holder());
          note("processing is confirmed to run (" + ending + ", attempt " + attempt + ")");
          return;
        } catch (RuntimeException unconfirmed) {
          // Whatever it is: who gives up here leaves processing suspended.
          note("attempt " + attempt + ": " + unconfirmed);
          if (driver.leaseKeptBySuspendedSide() && clock.nanos() - begun > surelyOver()) {
            note("the suspended side does not answer; its own lease is over, so nothing holds it");
            return;
          }
          clock.sleep(PAUSE);
        }
      }
    }
  }

  /** After this long a lease that the suspended side keeps has ended, whoever is alive. */
  private long surelyOver() {
    return orders.lease().plus(BEYOND_LEASE).toNanos();
  }

  private void followParent() {
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  lines.put(line);
                }
                lines.put(END_OF_PARENT);
              } catch (IOException broken) {
                note("the pipe broke: " + broken.getMessage());
                boolean told = lines.offer(END_OF_PARENT);
                if (!told) {
                  note("orders are waiting; the end is noticed after them");
                }
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void note(String what) {
    byte[] line = (clock.now() + " " + what + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = Disk.openForAppend(log)) {
      channel.write(ByteBuffer.wrap(line));
    } catch (IOException cannotLog) {
      // A full disk must not keep processing suspended: the log is worth less than the resumption.
      return;
    }
  }
}
