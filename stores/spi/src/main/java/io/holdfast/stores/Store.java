package io.holdfast.stores;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import java.util.List;

/**
 * One store during one backup: prepare → mark → fix → prove → complete, in this order and never by
 * two threads at once, but not always by the same one. A step that fails throws; {@link #close} is
 * called in every case and removes what the store left in its work directory and in the
 * installation.
 *
 * <p>{@code prepare} is called at least once, and again for as long as it is said to be worthwhile.
 * {@code mark → fix → prove} is gone through once for each cold window: again if what the first one
 * fixed could not be proved. A store MUST forget the point that it fixed before, whole; only the
 * last one is completed.
 *
 * <p>The coordinator interrupts the thread of a step that takes too long. A step SHOULD end soon
 * after, by throwing; {@code close} MUST bear that it did not, and is still at work.
 */
public interface Store extends AutoCloseable {
  String name();

  String kind();

  /**
   * One round of whatever can be done while processing runs: warm copies, checks that the fixing
   * will work.
   */
  Readiness prepare(Progress progress);

  /**
   * The window has opened: processing is proved quiet. MUST be cheap. A store that can tell what is
   * written from now on remembers the instant on its own clock.
   */
  void mark();

  /**
   * Looks twice at what is most likely written to, when processing says that it is quiet and before
   * {@link #mark}. MUST be cheap.
   *
   * @return what changed between the two looks, by name; empty if nothing did
   */
  default List<String> restless() {
    return List.of();
  }

  /**
   * Pins the store's point. Called inside the window, after the stores that refer to this one. MUST
   * be as short as physics allows: nothing is sent to the vault here. MUST tell {@code progress} of
   * what is done as it is done: the lease is renewed only while that goes on.
   *
   * @param sweep how to look for what changed; a store that knows only one way ignores it
   */
  Point fix(Rule.Sweep sweep, Progress progress);

  /**
   * Processing runs again. Called at once, before any store is completed, because each moment makes
   * the proof harder.
   *
   * @return what of the fixed point cannot be proved to be the state at that point
   */
  default Unproved prove(Progress progress) {
    return Unproved.NOTHING;
  }

  /** Stores exactly the fixed point in the vault and says what is known of it. */
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
