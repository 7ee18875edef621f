package io.holdfast.window.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.window.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three programs of the operator's, whatever they do. */
class CommandDriverTest {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;

  @Test
  @DisplayName("Exit codes: suspend 0, status 0 quiet and 3 draining, resume 0")
  void exitCodes() {
    CommandDriver driver = driver("exit 0", "echo two batches open; exit 3", "exit 0");

    driver.suspend("h", LEASE);
    assertThat(driver.state("h"))
        .isEqualTo(
            new SuspensionState(SuspensionState.Phase.DRAINING, List.of("two batches open"), ""));
    assertThat(driver("exit 0", "exit 0", "exit 0").state("h").phase())
        .isEqualTo(SuspensionState.Phase.QUIET);
    assertThat(driver.resume("h")).isEqualTo(SuspensionDriver.Ending.RELEASED);
    assertThat(driver.leaseKeptBySuspendedSide()).isFalse();
  }

  @Test
  @DisplayName("Any other exit code is a failure that shows code and output, standard error too")
  void otherExitCodes() {
    CommandDriver driver = driver("echo no >&2; exit 3", "echo why; exit 1", "echo never; exit 9");

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend("h", LEASE))
        .hasMessageContaining("suspend command ended with 3: no");
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.state("h"))
        .hasMessageContaining("status command ended with 1: why");
    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume("h"))
        .hasMessageContaining("resume command ended with 9: never");
  }

  @Test
  @DisplayName("I3: the programs find the holder and the deadline in their environment")
  void environment() throws IOException {
    Path said = directory.resolve("said");
    String tell = "echo $HOLDFAST_SET $HOLDFAST_DEADLINE >> " + said;
    CommandDriver driver = driver(tell, tell, tell);

    driver.suspend("holdfast/b/1", LEASE);
    clock.advance(Duration.ofMinutes(1));
    driver.state("holdfast/b/1");
    driver.renew("holdfast/b/1", LEASE);
    driver.resume("holdfast/b/1");

    assertThat(Files.readAllLines(said))
        .containsExactly(
            "holdfast/b/1 2026-11-22T03:05:00Z",
            "holdfast/b/1 2026-11-22T03:05:00Z",
            "holdfast/b/1 2026-11-22T03:06:00Z");
  }

  @Test
  @DisplayName("I3: a lease that is over cannot be renewed (HF-603)")
  void leaseOver() {
    CommandDriver driver = driver("exit 0", "exit 0", "exit 0");
    driver.suspend("h", LEASE);
    clock.advance(LEASE.plusMillis(1));

    assertFails(ErrorCode.LEASE_LOST, () -> driver.renew("h", LEASE))
        .hasMessageContaining("2026-11-22T03:05:00Z");
  }

  @Test
  @DisplayName("A program that is not there is named, with the code of what it was for")
  void missingProgram() {
    List<String> missing = List.of("/nowhere/suspend");
    CommandDriver driver =
        new CommandDriver(new Suspension.Command(missing, missing, missing), clock, PATIENCE);

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend("h", LEASE))
        .hasMessageContaining("/nowhere/suspend");
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.state("h"));
    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume("h"));
  }

  @Test
  @DisplayName("I3: a program that never ends is given up, and is gone with all it started")
  void neverEnds() throws Exception {
    Path pids = directory.resolve("pids");
    CommandDriver driver =
        new CommandDriver(
            commands(endless(pids), "exit 0", "exit 0"), clock, Duration.ofSeconds(2));

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend("h", LEASE))
        .hasMessageContaining("did not end within 2 s");
    assertAllGone(pids);
  }

  @Test
  @DisplayName(
      "I3: interrupted, the driver returns when the program is gone: it cannot suspend later")
  void interrupted() throws Exception {
    Path pids = directory.resolve("pids");
    CommandDriver driver = driver(endless(pids), "exit 0", "exit 0");
    Thread caller = Thread.currentThread();
    Thread interrupter =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
                  caller.interrupt();
                });

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend("h", LEASE));
    assertThat(Thread.interrupted()).as("the interruption stays").isTrue();
    interrupter.join();
    assertAllGone(pids);
  }

  @Test
  @DisplayName("A flood of output neither blocks the program nor fills the memory or the message")
  void flood() {
    CommandDriver driver =
        driver("head -c 8000000 /dev/zero | tr '\\0' x; echo THE END; exit 4", "exit 0", "exit 0");

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend("h", LEASE))
        .hasMessageContaining("THE END")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(2_200));
  }

  @Test
  @DisplayName("A grandchild that holds the output open does not hold up the window")
  void grandchild() {
    CommandDriver driver = driver("sleep 20 & echo started; exit 0", "exit 0", "exit 0");
    long begun = System.nanoTime();

    driver.suspend("h", LEASE);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  /** Writes its own number and that of a child, and waits for ever. */
  private static String endless(Path pids) {
    return "sleep 300 & echo $$ > %1$s; echo $! >> %1$s; wait".formatted(pids);
  }

  private static void assertAllGone(Path pids) throws IOException {
    for (String pid : Files.readAllLines(pids)) {
      long number = Long.parseLong(pid.strip());
      await(() -> ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    try {
      while (!condition.holds()) {
        assertThat(System.nanoTime()).as("waited long enough").isLessThan(giveUp);
        Thread.sleep(10);
      }
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private CommandDriver driver(String suspend, String status, String resume) {
    return new CommandDriver(commands(suspend, status, resume), clock, PATIENCE);
  }

  private static Suspension.Command commands(String suspend, String status, String resume) {
    return new Suspension.Command(
        List.of("/bin/sh", "-c", suspend),
        List.of("/bin/sh", "-c", status),
        List.of("/bin/sh", "-c", resume));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
