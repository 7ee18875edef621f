package io.holdfast.capture;

import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;

/**
 * What a restore does with a file, link or other entry that is there already. Directories are not
 * asked: what they hold is merged, and they get the snapshot's metadata.
 */
public enum Overwrite {
  /** Its content is compared, and what differs is rewritten. */
  ALWAYS,
  /** As always, but content of the same length and {@code mtime} is taken to be the same. */
  IF_CHANGED,
  /** Only what has a later {@code mtime} in the snapshot is replaced. */
  IF_NEWER,
  /** What is there stays. */
  NEVER;

  boolean replaces(Node node, Stat there) {
    return switch (this) {
      case ALWAYS, IF_CHANGED -> true;
      case IF_NEWER -> node.modified().isAfter(there.modified());
      case NEVER -> false;
    };
  }

  /**
   * Whether a file may be rewritten where it is. A killed restore leaves such a file in the middle,
   * with a new {@code mtime}: the next run of a mode that looks at contents completes it, the other
   * modes would keep it for ever.
   */
  boolean rewritesInPlace() {
    return this == ALWAYS || this == IF_CHANGED;
  }
}
