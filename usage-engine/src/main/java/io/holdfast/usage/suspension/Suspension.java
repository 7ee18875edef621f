package io.holdfast.usage.suspension;

import io.holdfast.usage.suspension.EndedLease.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lease itself. The deadline counts on the monotonic clock, and whoever looks at a lease whose
 * deadline has passed finds it ended: no timer has to fire for that. Not safe for use by several
 * threads; the {@link Gate} sees to it.
 */
final class Suspension {
  private static final int REMEMBERED = 32;

  private final Time time;
  private @Nullable Lease lease;
  private @Nullable Instant quietAt;
  private long startedNanos;
  private long deadlineNanos;
  private final Deque<EndedLease> ended = new ArrayDeque<>();

  Suspension(Time time) {
    this.time = time;
  }

  /** Ends the lease if its deadline has passed; returns whether it did so now. */
  boolean expire() {
    var held = lease;
    if (held == null || time.nanos() - deadlineNanos < 0) {
      return false;
    }
    finish(held, Ending.DEADLINE, held.deadline(), deadlineNanos);
    return true;
  }

  Optional<Lease> current() {
    return Optional.ofNullable(lease);
  }

  /** Nanoseconds until the lease ends; 0 if there is none. */
  long remaining() {
    return lease == null ? 0 : Math.max(0, deadlineNanos - time.nanos());
  }

  Lease begin(String holder, Duration length) {
    if (lease != null) {
      throw new IllegalStateException("suspended already by " + lease.holder());
    }
    var now = time.wall();
    startedNanos = time.nanos();
    deadlineNanos = startedNanos + length.toNanos();
    quietAt = null;
    var begun = new Lease(UUID.randomUUID().toString(), holder, now, now.plus(length));
    lease = begun;
    return begun;
  }

  Optional<Lease> renew(String id, Duration length) {
    var held = lease;
    if (held == null || !held.id().equals(id)) {
      return Optional.empty();
    }
    deadlineNanos = time.nanos() + length.toNanos();
    var renewed = new Lease(id, held.holder(), held.startedAt(), time.wall().plus(length));
    lease = renewed;
    return Optional.of(renewed);
  }

  /** Ends the lease in force, whoever holds it. */
  Optional<EndedLease> end(Ending how) {
    var held = lease;
    return held == null
        ? Optional.empty()
        : Optional.of(finish(held, how, time.wall(), time.nanos()));
  }

  private EndedLease finish(Lease held, Ending how, Instant at, long nanos) {
    var suspended = Duration.ofNanos(nanos - startedNanos);
    var over = new EndedLease(held, quietAt, at, how, suspended);
    ended.addFirst(over);
    if (ended.size() > REMEMBERED) {
      ended.removeLast();
    }
    lease = null;
    quietAt = null;
    return over;
  }

  void quiet() {
    if (lease != null && quietAt == null) {
      quietAt = time.wall();
    }
  }

  Optional<Instant> quietAt() {
    return Optional.ofNullable(quietAt);
  }

  Optional<EndedLease> last() {
    return Optional.ofNullable(ended.peekFirst());
  }

  Optional<EndedLease> ended(String id) {
    return ended.stream().filter(over -> over.lease().id().equals(id)).findFirst();
  }
}
