package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Brings one store back into the server that it lives in: beside the live data first, then in its
 * place. Used by one thread, in this order: {@code refuseUnfit} any number of times, {@code
 * prepare}, then {@code exchange} or {@code discard}, and {@code takeBack} if what follows the
 * exchange fails.
 */
public interface ServerRestore {
  /**
   * Looks at everything that could refuse the restore, and changes nothing.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-704 if somebody is connected to the live
   *     data, and whatever the server refuses
   */
  void refuseUnfit();

  /**
   * Restores beside the live data, which stays as it is, and proves what was restored fit to run.
   * What an earlier restore that was killed left there is removed first.
   *
   * @param dump the member as {@link StoreRestore#restore} left it
   * @param work a directory for whatever else is needed
   * @return the restored data, to be asked and closed before anything else is called here
   */
  StoreRestore.OpenedDatabase prepare(Path dump, Path work, Progress progress);

  /**
   * Puts the restored data in the live one's place, at once or not at all.
   *
   * @param label part of the name under which the old data is kept
   * @return what was replaced by what, as {@code live → old}; empty if there was nothing
   * @throws io.holdfast.model.error.HoldfastException HF-704 or HF-705; nothing is exchanged then
   */
  Optional<String> exchange(String label);

  /** Undoes the exchange; the restored data stands beside the live one again. */
  void takeBack();

  /** Removes what was prepared; never throws for what cannot be removed. */
  void discard();
}
