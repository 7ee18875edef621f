package io.holdfast.vault.cold;

import io.holdfast.platform.FileName;
import java.util.List;

/** Which part of a tree somebody is going to read; paths are told from the tree's root. */
public interface Part {
  Part ALL =
      new Part() {
        @Override
        public boolean isEverything() {
          return true;
        }

        @Override
        public boolean selects(List<FileName> path) {
          return true;
        }

        @Override
        public boolean mayBelow(List<FileName> directory) {
          return true;
        }
      };

  boolean isEverything();

  /** Whether the entry itself is read. */
  boolean selects(List<FileName> path);

  /** Whether something below this directory may be. False is certain. */
  boolean mayBelow(List<FileName> directory);
}
