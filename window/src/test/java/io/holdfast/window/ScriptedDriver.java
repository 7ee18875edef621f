package io.holdfast.window;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.window.driver.SuspensionDriver;
import io.holdfast.window.driver.SuspensionState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A driver whose answers are laid out beforehand, and whose calls are written down. */
final class ScriptedDriver implements SuspensionDriver {
  private final List<String> events;
  private final Deque<Object> states = new ArrayDeque<>();
  private final Deque<Object> resumptions = new ArrayDeque<>();
  private Optional<ErrorCode> suspendFails = Optional.empty();
  private Optional<ErrorCode> renewFails = Optional.empty();
  private boolean interruptedInResume;
  private Runnable whileSuspending = () -> {};
  private Runnable whileRenewing = () -> {};

  ScriptedDriver(List<String> events) {
    this.events = events;
  }

  /** The answers of {@link #state} in order, states or error codes; the last one stays. */
  ScriptedDriver states(Object... answers) {
    states.addAll(List.of(answers));
    return this;
  }

  /** An outcome of {@link #resume}: an interruption arrives meanwhile and breaks the request. */
  static final Object INTERRUPTION = new Object();

  /** The outcomes of {@link #resume} in order, endings or error codes; the last one stays. */
  ScriptedDriver resumptions(Object... outcomes) {
    resumptions.addAll(List.of(outcomes));
    return this;
  }

  ScriptedDriver suspendFails(ErrorCode code) {
    suspendFails = Optional.of(code);
    return this;
  }

  ScriptedDriver renewFails(ErrorCode code) {
    renewFails = Optional.of(code);
    return this;
  }

  ScriptedDriver whileSuspending(Runnable meanwhile) {
    whileSuspending = meanwhile;
    return this;
  }

  ScriptedDriver whileRenewing(Runnable meanwhile) {
    whileRenewing = meanwhile;
    return this;
  }

  boolean wasInterruptedInResume() {
    return interruptedInResume;
  }

  static SuspensionState quiet(String fingerprint) {
    return new SuspensionState(SuspensionState.Phase.QUIET, List.of(), fingerprint);
  }

  static SuspensionState draining(String... holding) {
    return new SuspensionState(SuspensionState.Phase.DRAINING, List.of(holding), "");
  }

  static SuspensionState running() {
    return new SuspensionState(SuspensionState.Phase.RUNNING, List.of(), "");
  }

  @Override
  public String kind() {
    return "scripted";
  }

  @Override
  public boolean leaseKeptBySuspendedSide() {
    return true;
  }

  @Override
  public void suspend(String holder, Duration lease) {
    events.add("suspend " + holder + " " + lease.toMillis());
    whileSuspending.run();
    suspendFails.ifPresent(ScriptedDriver::fail);
  }

  @Override
  public SuspensionState state(String holder) {
    events.add("state");
    Object next = states.size() > 1 ? states.removeFirst() : states.getFirst();
    if (next instanceof ErrorCode code) {
      fail(code);
    }
    return (SuspensionState) next;
  }

  @Override
  public void renew(String holder, Duration lease) {
    events.add("renew " + lease.toMillis());
    whileRenewing.run();
    renewFails.ifPresent(ScriptedDriver::fail);
  }

  @Override
  public Ending resume(String holder) {
    events.add("resume");
    interruptedInResume |= Thread.currentThread().isInterrupted();
    if (resumptions.isEmpty()) {
      return Ending.RELEASED;
    }
    Object next = resumptions.size() > 1 ? resumptions.removeFirst() : resumptions.getFirst();
    if (next == INTERRUPTION) {
      Thread.currentThread().interrupt();
      fail(ErrorCode.RESUME_UNCONFIRMED);
    }
    if (next instanceof ErrorCode code) {
      fail(code);
    }
    return (Ending) next;
  }

  @Override
  public void close() {
    events.add("driver closed");
  }

  private static void fail(ErrorCode code) {
    throw new HoldfastException(code, "scripted", "All is safe.", "Go on.");
  }
}
