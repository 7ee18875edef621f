package io.holdfast.window;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.set.HeldOpen;
import io.holdfast.model.set.Window;
import io.holdfast.platform.Clock;
import io.holdfast.window.driver.SuspensionDriver;
import io.holdfast.window.driver.SuspensionState;
import io.holdfast.window.guardian.GuardianProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One suspension, from the request to the confirmed resumption. Used by one thread, which waits and
 * watches while others work: {@link #suspend}, {@link #awaitQuiet}, then {@link #keep} again and
 * again, then {@link #resume}, which {@link #close} calls if nobody else did.
 *
 * <p>The guardian is told before the request is sent, and stops guarding only after the resumption
 * is confirmed; so at every instant between, somebody who is alive knows that processing may be
 * suspended.
 */
public final class ColdWindow implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration POLL_AT_MOST = Duration.ofMillis(250);
  private static final Duration RESUME_PAUSE = Duration.ofMillis(500);
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(30);
  private static final int NAMED = 5;

  private final SuspensionDriver driver;
  private final GuardianProcess guardian;
  private final Clock clock;
  private final Suspension settings;
  private final String holder;

  private @Nullable Instant requested;
  private @Nullable Instant quiet;
  private @Nullable Instant fixed;
  private @Nullable Instant resumed;
  private @Nullable Instant deadline;
  private long requestedNanos;
  private long quietNanos;
  private long leaseNanos;
  private long doneAtRenewal;
  private String endedBy = "none";
  private Duration suspended = Duration.ZERO;
  private String fingerprint = "";

  public ColdWindow(
      SuspensionDriver driver,
      GuardianProcess guardian,
      Clock clock,
      Suspension settings,
      String holder) {
    this.driver = driver;
    this.guardian = guardian;
    this.clock = clock;
    this.settings = settings;
    this.holder = holder;
  }

  /** Asks for the suspension; from here on {@link #resume} must be called. */
  public void suspend() {
    requested = clock.now();
    requestedNanos = clock.nanos();
    startLease();
    guardian.suspending(settings.lease());
    driver.suspend(holder, settings.lease());
    requireLease();
  }

  /**
   * Waits until processing is proved quiet: the other side says so twice, with the same counters,
   * and the witness sees nothing that is written to.
   *
   * @throws HoldfastException HF-106 naming what holds it, if the drain takes too long
   */
  public void awaitQuiet(Witness witness) {
    long giveUp = clock.nanos() + settings.drain().toNanos();
    Duration pause = POLL;
    @Nullable String firstQuiet = null;
    List<String> restless = List.of();
    while (true) {
      stopIfInterrupted();
      SuspensionState state = driver.state(holder);
      switch (state.phase()) {
        case QUIET -> {
          if (state.fingerprint().equals(firstQuiet)) {
            restless = witness.restless();
            if (restless.isEmpty()) {
              becomeQuiet(state);
              return;
            }
            firstQuiet = null;
          } else {
            firstQuiet = state.fingerprint();
          }
        }
        case DRAINING -> firstQuiet = null;
        case RUNNING -> throw lost("the installation says that it is not suspended");
      }
      if (clock.nanos() > giveUp) {
        throw notQuiet(state, restless, witness.holders());
      }
      clock.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(POLL_AT_MOST) > 0 ? POLL_AT_MOST : pause.multipliedBy(2);
    }
  }

  private void becomeQuiet(SuspensionState state) {
    fingerprint = state.fingerprint();
    quiet = clock.now();
    quietNanos = clock.nanos();
    renew();
  }

  private HoldfastException notQuiet(
      SuspensionState state, List<String> restless, List<String> holders) {
    List<String> why = new ArrayList<>();
    if (!state.holding().isEmpty()) {
      why.add("still at work: " + String.join(", ", state.holding()));
    }
    if (!restless.isEmpty()) {
      why.add("it says that it is quiet, but these change: " + firstOf(restless));
    }
    if (why.isEmpty()) {
      why.add("still at work: unknown");
    }
    if (!holders.isEmpty()) {
      why.add("open for writing: " + firstOf(holders));
    }
    return new HoldfastException(
        ErrorCode.DRAIN_TIMED_OUT,
        "Processing was not quiet after %s; %s"
            .formatted(DurationText.format(settings.drain()), String.join("; ", why)),
        "Processing has resumed; nothing was captured.",
        "Look at what holds the drain, or give it longer with suspension.drain.");
  }

  private static String firstOf(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
  }

  /**
   * Said every few milliseconds while others work inside the window. The lease is renewed when half
   * of it is gone, if work was done since the last renewal: one who hangs never renews it.
   *
   * @param done how much work was done since the window opened; any measure that only grows
   * @throws HoldfastException HF-603 if the lease is over; HF-104 if the guardian is gone: the work
   *     ends while nobody watches
   */
  public void keep(long done) {
    requireLease();
    guardian.assertWatching();
    long gone = clock.nanos() - leaseNanos;
    if (gone > settings.lease().toNanos() / 2 && done > doneAtRenewal) {
      doneAtRenewal = done;
      renew();
    }
  }

  /**
   * Processing may run again by now, whoever ended it.
   *
   * @throws HoldfastException HF-603 if the lease is over
   */
  public void requireLease() {
    if (clock.nanos() - leaseNanos >= settings.lease().toNanos()) {
      throw lost("its lease ran out before the last store was fixed");
    }
  }

  /**
   * The last store is fixed: looks whether the suspension held.
   *
   * @return that records were processed inside the window, in words; empty if nothing was
   * @throws HoldfastException HF-603 if the suspension ended before this moment, HF-104 if the
   *     guardian did
   */
  public Optional<String> allFixed() {
    guardian.assertWatching();
    SuspensionState state = driver.state(holder);
    if (state.phase() != SuspensionState.Phase.QUIET) {
      throw lost("the suspension was over before the last store was fixed");
    }
    // A status command may go on saying "quiet" after the guardian has resumed processing at the
    // deadline.
    requireLease();
    fixed = clock.now();
    return state.fingerprint().equals(fingerprint)
        ? Optional.empty()
        : Optional.of(
            "records were processed inside the window: the counters went from %s to %s"
                .formatted(fingerprint, state.fingerprint()));
  }

  /**
   * How long processing has been quiet so far: what the budget bounds; the drain has its own limit.
   */
  public Duration sinceQuiet() {
    return quiet == null ? Duration.ZERO : Duration.ofNanos(clock.nanos() - quietNanos);
  }

  /**
   * Ends the suspension and confirms it, trying until the lease is over and some time beyond.
   *
   * @throws HoldfastException HF-105 if it could not be confirmed: the loudest alarm there is
   */
  public void resume() {
    if (requested == null || resumed != null) {
      return;
    }
    endedBy = resumeUntilConfirmed() == SuspensionDriver.Ending.DEADLINE ? "deadline" : "release";
    resumed = clock.now();
    suspended = Duration.ofNanos(clock.nanos() - requestedNanos);
    guardian.resumed();
  }

  private SuspensionDriver.Ending resumeUntilConfirmed() {
    long giveUp = leaseNanos + settings.lease().plus(BEYOND_LEASE).toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        // An interrupted run must resume all the same, and a set flag would break each request and
        // each pause. It may come at any time, so it is looked for before each attempt.
        interrupted |= Thread.interrupted();
        try {
          return driver.resume(holder);
        } catch (HoldfastException unconfirmed) {
          if (clock.nanos() > giveUp) {
            throw unconfirmed;
          }
          interrupted |= Thread.interrupted();
          clock.sleep(RESUME_PAUSE);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The window as it was, for the manifest.
   *
   * @param heldOpen who was seen to hold files open meanwhile
   */
  public Window report(List<HeldOpen> heldOpen) {
    return new Window(
        driver.kind(), requested, quiet, fixed, resumed, deadline, endedBy, suspended, heldOpen);
  }

  @Override
  public void close() {
    try {
      resume();
    } finally {
      guardian.close();
      driver.close();
    }
  }

  /** Who is stopped on the way renews what the guardian has ended meanwhile. */
  private void renew() {
    long before = leaseNanos;
    driver.renew(holder, settings.lease());
    startLease();
    guardian.suspending(settings.lease());
    if (clock.nanos() - before >= settings.lease().toNanos()) {
      throw lost("its lease ran out before it was renewed");
    }
  }

  private void startLease() {
    leaseNanos = clock.nanos();
    deadline = clock.now().plus(settings.lease());
  }

  /**
   * An interruption ends every wait at once, so that the loop would spin until the drain is over.
   */
  private static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "Interrupted while waiting for processing to become quiet",
          "Processing has resumed; nothing was captured, and earlier sets are untouched.",
          "Run the command again.");
    }
  }

  private static HoldfastException lost(String why) {
    return new HoldfastException(
        ErrorCode.LEASE_LOST,
        "The suspension cannot be relied on: " + why,
        "Processing goes on; no set was sealed as consistent.",
        "Find out what ended it or wrote through it, and run the backup again.");
  }
}
