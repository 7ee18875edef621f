package io.holdfast.window;

import java.util.List;

/**
 * What the trees tell of quiet, whatever processing says of itself. Both are asked in the drain.
 */
public interface Witness {
  /** Asked when processing says that it is quiet: what is written to all the same, by name. */
  List<String> restless();

  /** Asked when quiet does not come: who holds files open for writing, in words. */
  List<String> holders();
}
