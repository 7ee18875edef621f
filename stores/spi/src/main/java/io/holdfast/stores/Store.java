package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;

/**
 * One store during one backup: prepare → mark → fix → complete, each called once, in this order,
 * from one thread. A step that fails throws; {@link #close} is called in every case and removes
 * what the store left in its work directory and in the installation.
 */
public interface Store extends AutoCloseable {
  String name();

  String kind();

  /** Whatever can be done while processing runs: warm copies, checks that the fixing will work. */
  void prepare(Progress progress);

  /**
   * The window has opened: processing is proved quiet. MUST be cheap. A store that can tell what is
   * written from now on remembers the instant on its own clock.
   */
  void mark();

  /**
   * Pins the store's point. Called inside the window, after the stores that refer to this one. MUST
   * be as short as physics allows: nothing is sent to the vault here.
   */
  Point fix(Progress progress);

  /**
   * Processing has resumed: stores exactly the fixed point in the vault and says what is known of
   * it.
   */
  CapturedMember complete(Progress progress);

  /**
   * What the captured point refers to elsewhere, by the query of a reference; called after {@link
   * #complete}. A store that refers to nothing throws {@link IllegalStateException}: the linter
   * refuses such references.
   */
  ReferenceRows references(String query);

  @Override
  void close();
}
