package io.holdfast.capture;

import org.jspecify.annotations.Nullable;

/**
 * How a restore goes about it.
 *
 * @param overwrite null if the target must be absent or empty
 * @param delete whether what is selected and not in the snapshot is removed from the target
 * @param dryRun whether it is only said what would be done
 * @param verify whether everything that was written is read back and hashed
 */
public record RestoreOptions(
    @Nullable Overwrite overwrite,
    Selection selection,
    boolean delete,
    boolean dryRun,
    boolean verify) {
  /** Everything, into a directory that is absent or empty. */
  public static final RestoreOptions INTO_EMPTY =
      new RestoreOptions(null, Selection.EVERYTHING, false, false, false);

  /** Everything, over what is there. */
  public static RestoreOptions over(Overwrite overwrite) {
    return new RestoreOptions(overwrite, Selection.EVERYTHING, false, false, false);
  }

  /** The mode, where nothing can be in the way if none was given. */
  Overwrite mode() {
    return overwrite == null ? Overwrite.ALWAYS : overwrite;
  }
}
