package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;

/** Names come from the vault, and whoever could write there must not be able to write elsewhere. */
final class SafeName {
  private static final int LONGEST = 255;

  private SafeName() {}

  /** Fails with HF-504 unless the name is one component that stays in its directory. */
  static void check(Place directory, FileName name) {
    byte[] bytes = name.bytes();
    boolean bad = bytes.length == 0 || bytes.length > LONGEST || name.is(".") || name.is("..");
    for (byte b : bytes) {
      bad |= b == '/' || b == 0;
    }
    if (bad) {
      throw new HoldfastException(
          ErrorCode.PATH_ESCAPES,
          "The directory "
              + directory.display()
              + " of the snapshot has an entry called \""
              + name.display()
              + "\", which is no file name",
          "Nothing was written outside the target.",
          "Do not use this snapshot, and find out who could write to the vault.");
    }
  }
}
