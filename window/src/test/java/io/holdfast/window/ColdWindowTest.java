package io.holdfast.window;

import static io.holdfast.window.ScriptedDriver.draining;
import static io.holdfast.window.ScriptedDriver.quiet;
import static io.holdfast.window.ScriptedDriver.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.set.Window;
import io.holdfast.window.driver.SuspensionDriver.Ending;
import io.holdfast.window.guardian.GuardianProcess;
import io.holdfast.window.guardian.RecordingGuardian;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * I3: from the request on, somebody who is alive knows that processing may be suspended, and ends
 * it.
 */
class ColdWindowTest {
  private static final Suspension SETTINGS =
      new Suspension(new Suspension.None(), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final List<String> events = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final ScriptedDriver driver = new ScriptedDriver(events);

  @Test
  @DisplayName("I3: the guardian is told before the request, and released after the confirmation")
  void orderOfEvents() {
    driver.states(quiet("7"));
    try (ColdWindow window = open()) {
      window.suspend();
      awaitQuiet(window);
      assertThat(window.allFixed()).isEmpty();
      window.resume();
    }

    assertThat(events)
        .containsExactly(
            "guardian: suspending 60000",
            "suspend holdfast/test 60000",
            "state",
            "state",
            "renew 60000",
            "guardian: suspending 60000",
            "state",
            "resume",
            "guardian: resumed",
            "guardian: closed",
            "driver closed");
  }

  @Test
  @DisplayName("Quiet is believed when it is said twice with the same counters, not before")
  void quietTwice() {
    driver.states(quiet("7"), quiet("8"), draining("agg"), quiet("8"), quiet("9"), quiet("9"));
    try (ColdWindow window = open()) {
      window.suspend();
      awaitQuiet(window);
    }

    assertThat(events.subList(0, events.indexOf("renew 60000")).stream().filter("state"::equals))
        .hasSize(6);
  }

  @Test
  @DisplayName("A drain that takes too long is HF-106, names what holds it, and resumes")
  void drainTimesOut() {
    driver.states(draining("aggregation (running)", "collection (stopping)"));
    Instant begun = clock.now();

    assertFails(ErrorCode.DRAIN_TIMED_OUT, ColdWindowTest::awaitQuiet)
        .hasMessageContaining("aggregation (running), collection (stopping)")
        .hasMessageContaining("10s");

    assertThat(events).containsSubsequence("resume", "guardian: resumed", "guardian: closed");
    assertThat(Duration.between(begun, clock.now()))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
  }

  @Test
  @DisplayName("An installation that says it is not suspended is HF-603")
  void notSuspended() {
    driver.states(draining(), running());

    assertFails(ErrorCode.LEASE_LOST, ColdWindowTest::awaitQuiet);
    assertThat(events).containsSubsequence("resume", "guardian: resumed");
  }

  @Test
  @DisplayName("I3: the lease is renewed by progress past its half, never by time alone")
  void renewedByProgress() {
    driver.states(quiet("7"));
    try (ColdWindow window = open()) {
      window.suspend();
      awaitQuiet(window);
      events.clear();

      clock.advance(Duration.ofSeconds(30));
      window.keep(1);
      assertThat(events).as("at the half").isEmpty();

      clock.advance(Duration.ofMillis(1));
      window.keep(0);
      assertThat(events).as("nothing was done").isEmpty();
      window.keep(1);
      assertThat(events).containsExactly("renew 60000", "guardian: suspending 60000");

      events.clear();
      window.keep(2);
      assertThat(events).as("just renewed").isEmpty();
      clock.advance(Duration.ofSeconds(31));
      window.keep(1);
      assertThat(events).as("nothing was done since the renewal").isEmpty();
      window.keep(2);
      assertThat(events).contains("renew 60000");
    }
  }

  @Test
  @DisplayName("I3: the lease of one who hangs runs out, and that is HF-603 at once")
  void hangs() {
    driver.states(quiet("7"));
    assertFails(
            ErrorCode.LEASE_LOST,
            window -> {
              awaitQuiet(window);
              clock.advance(SETTINGS.lease());
              window.keep(0);
            })
        .hasMessageContaining("ran out");
    assertThat(events).containsSubsequence("resume", "guardian: resumed");
  }

  @Test
  @DisplayName("Quiet that the files do not show is waited for, with two looks again")
  void restless() {
    driver.states(quiet("7"));
    Deque<List<String>> looks = new ArrayDeque<>(List.of(List.of("disk:a"), List.of()));
    try (ColdWindow window = open()) {
      window.suspend();
      window.awaitQuiet(witness(looks::remove, List.of()));
    }
    assertThat(events.subList(0, events.indexOf("renew 60000")).stream().filter("state"::equals))
        .hasSize(4);
  }

  @Test
  @DisplayName("Files that go on changing are HF-106, naming them and who holds files open")
  void neverAtRest() {
    driver.states(quiet("7"));
    List<String> files = List.of("d:1", "d:2", "d:3", "d:4", "d:5", "d:6", "d:7");
    assertFails(
            ErrorCode.DRAIN_TIMED_OUT,
            window -> window.awaitQuiet(witness(() -> files, List.of("7 java /d/1"))))
        .hasMessageContaining("it says that it is quiet, but these change: d:1, d:2")
        .hasMessageContaining("d:5 and 2 more")
        .hasMessageContaining("open for writing: 7 java /d/1");
    assertThat(events).containsSubsequence("resume", "guardian: resumed", "guardian: closed");
  }

  @Test
  @DisplayName("I3: who is stopped past the lease while asking for the suspension has lost it")
  void suspendedTooLate() {
    driver.states(quiet("7")).whileSuspending(() -> clock.advance(SETTINGS.lease()));

    assertFails(ErrorCode.LEASE_LOST, window -> {});
    assertThat(events).containsSubsequence("resume", "guardian: resumed");
  }

  @Test
  @DisplayName("I3: who is stopped past the lease while renewing it has lost it")
  void renewedTooLate() {
    driver.states(quiet("7")).whileRenewing(() -> clock.advance(SETTINGS.lease()));

    assertFails(ErrorCode.LEASE_LOST, ColdWindowTest::awaitQuiet);
    assertThat(events).containsSubsequence("renew 60000", "resume", "guardian: resumed");
  }

  @Test
  @DisplayName("I3: a lease that is gone when it is to be renewed ends the window with HF-603")
  void renewalRefused() {
    driver.states(quiet("7")).renewFails(ErrorCode.LEASE_LOST);

    assertFails(ErrorCode.LEASE_LOST, ColdWindowTest::awaitQuiet);
    assertThat(events).containsSubsequence("renew 60000", "resume", "guardian: resumed");
  }

  @Test
  @DisplayName(
      "I3: a resumption that is not confirmed is tried again; only then is the guardian freed")
  void resumeIsRetried() {
    ErrorCode unconfirmed = ErrorCode.RESUME_UNCONFIRMED;
    driver.states(quiet("7")).resumptions(unconfirmed, unconfirmed, Ending.RELEASED);
    try (ColdWindow window = open()) {
      window.suspend();
      window.resume();
    }

    assertThat(events)
        .containsSubsequence("resume", "resume", "resume", "guardian: resumed")
        .containsOnlyOnce("guardian: resumed");
  }

  @Test
  @DisplayName("I3: never confirmed is HF-105, and the guardian is left with the task")
  void neverConfirmed() {
    driver.states(quiet("7")).resumptions(ErrorCode.RESUME_UNCONFIRMED);
    Instant begun = clock.now();

    assertFails(ErrorCode.RESUME_UNCONFIRMED, ColdWindow::resume);

    assertThat(events).doesNotContain("guardian: resumed").contains("guardian: closed");
    assertThat(Duration.between(begun, clock.now()))
        .as("tried until the lease is certainly over")
        .isGreaterThan(SETTINGS.lease());
  }

  @Test
  @DisplayName("I3: an interrupted run resumes all the same, and stays interrupted")
  void interruptedResumes() {
    driver.states(quiet("7"));
    try (ColdWindow window = open()) {
      window.suspend();
      Thread.currentThread().interrupt();
    }

    assertThat(Thread.interrupted()).as("the interruption is not swallowed").isTrue();
    assertThat(driver.wasInterruptedInResume()).isFalse();
    assertThat(events).containsSubsequence("resume", "guardian: resumed");
  }

  @Test
  @DisplayName(
      "I3: an interruption that breaks the resumption itself does not break the next attempt")
  void interruptedWhileResuming() {
    driver.states(quiet("7")).resumptions(ScriptedDriver.INTERRUPTION, Ending.RELEASED);
    try (ColdWindow window = open()) {
      window.suspend();
    }

    assertThat(Thread.interrupted()).as("the interruption is not swallowed").isTrue();
    assertThat(driver.wasInterruptedInResume()).isFalse();
    assertThat(events).containsSubsequence("resume", "resume", "guardian: resumed");
  }

  @Test
  @DisplayName("An interruption ends the drain at once (HF-130) instead of spinning through it")
  void interruptedDrain() {
    driver.states(draining("aggregation"));
    Thread.currentThread().interrupt();
    try {
      assertFails(ErrorCode.INTERRUPTED, ColdWindowTest::awaitQuiet);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(events).containsSubsequence("resume", "guardian: resumed");
  }

  @Test
  @DisplayName("I2: counters that moved inside the window are told with both readings")
  void processedInside() {
    driver.states(quiet("7"), quiet("7"), quiet("9"));
    try (ColdWindow window = open()) {
      window.suspend();
      awaitQuiet(window);
      assertThat(window.allFixed())
          .hasValueSatisfying(words -> assertThat(words).contains("7", "9"));
    }
  }

  @Test
  @DisplayName("I3: a suspension that ended before the last store was fixed is HF-603")
  void endedEarly() {
    for (Object after : List.of(running(), draining("aggregation"))) {
      events.clear();
      ScriptedDriver lost = new ScriptedDriver(events).states(quiet("7"), quiet("7"), after);
      assertThatThrownBy(
              () -> {
                try (ColdWindow window = open(lost)) {
                  window.suspend();
                  awaitQuiet(window);
                  window.allFixed();
                }
              })
          .isInstanceOfSatisfying(
              HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
      assertThat(events).containsSubsequence("resume", "guardian: resumed");
    }
  }

  @Test
  @DisplayName("I3: a request whose outcome is unknown is taken back")
  void requestFailed() {
    driver.suspendFails(ErrorCode.OUTCOME_UNKNOWN);

    assertThatThrownBy(
            () -> {
              try (ColdWindow window = open()) {
                window.suspend();
              }
            })
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    assertThat(events).containsSubsequence("resume", "guardian: resumed", "guardian: closed");
  }

  @Test
  @DisplayName("I3: without a guardian nothing is suspended")
  void guardianGone() {
    assertThatThrownBy(
            () -> {
              try (ColdWindow window =
                  new ColdWindow(driver, RecordingGuardian.gone(), clock, SETTINGS, "x")) {
                window.suspend();
              }
            })
        .hasMessageContaining("guardian");
    assertThat(events).noneMatch(event -> event.startsWith("suspend"));
  }

  @Test
  @DisplayName("I3: a guardian that dies inside the window is HF-104, and processing is resumed")
  void guardianDiesInside() {
    for (Work noticing : List.<Work>of(window -> window.keep(1), ColdWindow::allFixed)) {
      events.clear();
      driver.states(quiet("7"));
      AtomicBoolean alive = new AtomicBoolean(true);
      assertThatThrownBy(
              () -> {
                try (ColdWindow window = openWith(RecordingGuardian.aliveWhile(alive::get))) {
                  window.suspend();
                  awaitQuiet(window);
                  alive.set(false);
                  noticing.in(window);
                }
              })
          .isInstanceOfSatisfying(
              HoldfastException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SUSPEND_FAILED));
      assertThat(events).contains("resume");
    }
  }

  @Test
  @DisplayName("A guardian that dies once processing is confirmed to run is not missed")
  void guardianDiesAfterwards() {
    driver.states(quiet("7"));
    AtomicBoolean alive = new AtomicBoolean(true);
    try (ColdWindow window = openWith(RecordingGuardian.aliveWhile(alive::get))) {
      window.suspend();
      awaitQuiet(window);
      assertThat(window.allFixed()).isEmpty();
      alive.set(false);
      window.resume();

      assertThat(window.report(List.of()).endedBy()).isEqualTo("release");
      assertThat(window.report(List.of()).resumed()).isNotNull();
    }
    assertThat(events).containsOnlyOnce("resume").contains("driver closed");
  }

  @Test
  @DisplayName("A window in which nothing was asked for ends without a word to the other side")
  void nothingAsked() {
    try (ColdWindow window = open()) {
      assertThat(window.sinceQuiet()).isZero();
    }
    assertThat(events).containsExactly("guardian: closed", "driver closed");
  }

  @Test
  @DisplayName("Resuming twice asks once")
  void resumeTwice() {
    try (ColdWindow window = open()) {
      window.suspend();
      window.resume();
      window.resume();
    }
    assertThat(events).containsOnlyOnce("resume");
  }

  @Test
  @DisplayName("I1: the report tells the window as it was, and what ended it")
  void report() {
    driver.states(quiet("7")).resumptions(Ending.DEADLINE);
    Instant begun = clock.now();
    try (ColdWindow window = open()) {
      window.suspend();
      clock.advance(Duration.ofSeconds(1));
      awaitQuiet(window);
      clock.advance(Duration.ofSeconds(2));
      assertThat(window.sinceQuiet()).isEqualTo(Duration.ofSeconds(2));
      window.allFixed();
      clock.advance(Duration.ofSeconds(4));
      window.resume();

      Window report = window.report(List.of());
      Instant quiet = begun.plusMillis(1_005); // One pause between the two readings.
      assertThat(report)
          .isEqualTo(
              new Window(
                  "scripted",
                  begun,
                  quiet,
                  quiet.plusSeconds(2),
                  quiet.plusSeconds(6),
                  quiet.plus(SETTINGS.lease()),
                  "deadline",
                  Duration.ofMillis(7_005)));
    }
  }

  private static void awaitQuiet(ColdWindow window) {
    window.awaitQuiet(witness(List::of, List.of()));
  }

  private static Witness witness(Supplier<List<String>> restless, List<String> holders) {
    return new Witness() {
      @Override
      public List<String> restless() {
        return restless.get();
      }

      @Override
      public List<String> holders() {
        return holders;
      }
    };
  }

  private interface Work {
    void in(ColdWindow window);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, Work work) {
    return assertThatThrownBy(
            () -> {
              try (ColdWindow window = open()) {
                window.suspend();
                work.in(window);
              }
            })
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private ColdWindow openWith(GuardianProcess guardian) {
    return new ColdWindow(driver, guardian, clock, SETTINGS, "holdfast/test");
  }

  private ColdWindow open() {
    return open(driver);
  }

  private ColdWindow open(ScriptedDriver scripted) {
    return new ColdWindow(
        scripted,
        RecordingGuardian.telling(order -> events.add("guardian: " + order)),
        clock,
        SETTINGS,
        "holdfast/test");
  }
}
