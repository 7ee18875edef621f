package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings a store back by its log, without the rest of a set: as of a time where the log can be
 * stopped at one, or as far as it goes. It is for a server that is lost while the disk beside it is
 * not: the disk is then newer than whatever comes back here, which is the order that is legal.
 */
public interface LogRecovery {
  /** What can be brought back, oldest first. */
  List<Span> spans();

  /**
   * Looks for it, and makes nothing yet.
   *
   * @param to empty for the end of the log
   * @throws io.holdfast.model.error.HoldfastException HF-208 if there is no log of that time
   */
  Restorable require(Optional<Instant> to);

  /** What was found to be there. It is restored once. */
  interface Restorable {
    /**
     * Restores as {@link StoreRestore#restore} does: what is left in {@code target} is for {@link
     * StoreRestore#open} and {@link ServerRestore#prepare}.
     *
     * @param target is absent or empty
     * @param work a directory for whatever else is needed
     * @throws io.holdfast.model.error.HoldfastException HF-208 if nothing of what was found is
     *     whole, HF-112 if the log cannot be followed to its end
     */
    Recovered restore(Path target, Path work, Progress progress);
  }

  /**
   * A log without a gap, and the times that it can bring back.
   *
   * @param from by the clock of whoever stored it, as {@code until}
   * @param end how far it goes, in the server's own words
   */
  record Span(Instant from, Instant until, String end) {
    public boolean holds(Instant time) {
      return !time.isBefore(from) && !time.isAfter(until);
    }
  }

  /**
   * What came back.
   *
   * @param place where in the log it is, in the server's own words
   * @param lastCommit of the last transaction in it, by the server's clock; empty if the log has
   *     none, or does not tell
   * @param isEnd whether nothing comes behind it in the log
   * @param notes as of {@link StoreRestore#restore}
   */
  record Recovered(String place, Optional<Instant> lastCommit, boolean isEnd, List<String> notes) {}
}
