package io.holdfast.usage.suspension;

import io.holdfast.usage.suspension.EndedLease.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every worker passes here before each piece of work, and says when it is done. So "quiet" is a
 * plain fact: a lease is in force and nobody is inside. One lock guards both, so that a status can
 * never say quiet while a worker slips through.
 */
public final class Gate {
  private final Suspension suspension;
  private final Set<Worker> inside = new HashSet<>();
  private boolean stopping;
  private long signals;

  public Gate(Time time) {
    this.suspension = new Suspension(time);
  }

  /** The state of the engine as a whole. */
  public enum State {
    RUNNING,
    DRAINING,
    QUIET
  }

  /** One consistent look. */
  public record View(
      State state,
      @Nullable Instant quietSince,
      @Nullable Lease lease,
      @Nullable EndedLease last,
      Set<Worker> inside) {}

  /** Waits until work is allowed, then enters; false means that the worker must end. */
  public synchronized boolean enter(Worker worker) throws InterruptedException {
    while (true) {
      tick();
      if (stopping || worker.aborted()) {
        return false;
      }
      if (worker.ignoresSuspension()) {
        return true;
      }
      if (suspension.current().isEmpty()) {
        inside.add(worker);
        return true;
      }
      wait(millis(suspension.remaining()));
    }
  }

  /** Wakes nobody: workers that find nothing to do would keep each other from resting. */
  public synchronized void leave(Worker worker) {
    tick();
    inside.remove(worker);
    noteQuiet();
  }

  /** Whether a worker inside may take on more; false means drain and leave. */
  public synchronized boolean mayContinue(Worker worker) {
    tick();
    return !stopping && (worker.ignoresSuspension() || suspension.current().isEmpty());
  }

  /** How much has happened; to be asked before a look that may end in a {@link #pause}. */
  public synchronized long signals() {
    return signals;
  }

  /** Waits at most that long, less if something happens or has happened since {@code before}. */
  public synchronized void pause(long millis, long before) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    long left = until - System.nanoTime();
    while (!stopping && left > 0 && before == signals) {
      wait(millis(left));
      left = until - System.nanoTime();
    }
  }

  /** Something happened that a waiting worker may want to know. */
  public synchronized void signal() {
    signals++;
    notifyAll();
  }

  /** Makes every worker end as it would for a suspension. */
  public synchronized void stop() {
    stopping = true;
    signal();
  }

  /** The lease in force after a request, and whether the request began it. */
  public record Suspended(Lease lease, boolean fresh) {}

  /** Suspends, or finds the lease in force: the caller compares the holder. */
  public synchronized Suspended suspend(String holder, Duration length) {
    tick();
    var held = suspension.current();
    if (held.isPresent()) {
      return new Suspended(held.get(), false);
    }
    var begun = suspension.begin(holder, length);
    noteQuiet();
    signal();
    return new Suspended(begun, true);
  }

  public synchronized Optional<Lease> renew(String lease, Duration length) {
    tick();
    return suspension.renew(lease, length);
  }

  /** Ends this lease; empty if it is not the one in force. */
  public synchronized Optional<EndedLease> release(String lease) {
    tick();
    boolean held = suspension.current().map(Lease::id).filter(lease::equals).isPresent();
    return held ? end(Ending.RELEASE) : Optional.empty();
  }

  /** Ends whatever lease is in force. */
  public synchronized Optional<EndedLease> force() {
    tick();
    return end(Ending.FORCED);
  }

  private Optional<EndedLease> end(Ending how) {
    var over = suspension.end(how);
    signal();
    return over;
  }

  public synchronized Optional<EndedLease> ended(String lease) {
    tick();
    return suspension.ended(lease);
  }

  public synchronized View view() {
    tick();
    var lease = suspension.current().orElse(null);
    var last = suspension.last().orElse(null);
    if (lease == null) {
      return new View(State.RUNNING, null, null, last, Set.copyOf(inside));
    }
    var state = inside.isEmpty() ? State.QUIET : State.DRAINING;
    var since = inside.isEmpty() ? suspension.quietAt().orElse(null) : null;
    return new View(state, since, lease, last, Set.copyOf(inside));
  }

  private void tick() {
    if (suspension.expire()) {
      signal();
    }
  }

  private void noteQuiet() {
    if (inside.isEmpty()) {
      suspension.quiet();
    }
  }

  private static long millis(long nanos) {
    return Math.max(1, nanos / 1_000_000);
  }
}
