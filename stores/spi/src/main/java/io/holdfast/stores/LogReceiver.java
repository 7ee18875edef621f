package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import java.util.function.BooleanSupplier;

/** Brings into the vault what a store's server writes, as it is written, between backups. */
public interface LogReceiver {
  /**
   * Goes on until it is told to end, through every failure that may pass.
   *
   * @param ended asked often; what has arrived is in the vault before this returns
   * @throws io.holdfast.model.error.HoldfastException what does not pass by itself
   */
  void receive(BooleanSupplier ended, Listener listener, Progress progress);

  /** What it tells, from more than one thread. */
  interface Listener {
    /**
     * Something is in the vault for good.
     *
     * @param reached how far the log is in the vault, in the server's own words
     * @param behind how many bytes the server has written since
     */
    void stored(String reached, long behind);

    /** Something that needs a person's eye, while receiving goes on. */
    void warning(String what);
  }
}
