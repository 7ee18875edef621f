package io.holdfast.window.driver;

import java.time.Duration;

/**
 * One way to suspend the processing of an installation. A suspension is known by its holder, a name
 * that is unique to the run, so that another process (the guardian, the next run) can end it
 * without knowing anything else.
 */
public interface SuspensionDriver extends AutoCloseable {
  /** The name in the configuration. */
  String kind();

  /** Whether the suspended side ends the suspension at its deadline without being asked. */
  boolean leaseKeptBySuspendedSide();

  /**
   * Looks, while processing still runs, whether the other side will understand; makes the first
   * request inside the window as fast as the later ones.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-104 if it does not answer
   */
  default void prepare() {}

  /**
   * Asks for the suspension. MUST be idempotent for one holder.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-604 if another holds it, HF-104 if it was
   *     refused, HF-108 if it is not known whether the request arrived
   */
  void suspend(String holder, Duration lease);

  /** How far the suspension of this holder is; HF-104 if the other side does not answer. */
  SuspensionState state(String holder);

  /**
   * Starts the lease anew, {@code lease} long from now.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-603 if it has ended
   */
  void renew(String holder, Duration lease);

  /**
   * Ends the suspension of this holder. MUST be idempotent, also when there is none, and return
   * only when processing is confirmed to run; another holder's suspension is left alone.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-105 if it cannot be confirmed: try again
   */
  Ending resume(String holder);

  @Override
  void close();

  /** How a suspension ended. */
  enum Ending {
    /** By this request. */
    RELEASED,
    /** By itself, at its deadline, before this request. */
    DEADLINE,
    /** There was none of this holder. */
    NONE
  }
}
