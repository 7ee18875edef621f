package io.holdfast.engine.journal;

/**
 * The steps of a backup, in their order. Each is durable in the journal when the next one begins.
 */
public enum Step {
  /** The run exists; its directory may hold staging and spool from now on. */
  STARTED,
  /** The warm copies are in the vault. */
  PREPARED,
  /** The guardian watches. Written before the suspension is asked for, with its holder. */
  SUSPENDING,
  /** Processing is proved quiet. */
  QUIET,
  /** One store is fixed; once for each. */
  FIXED,
  /** Every store is fixed and processing is confirmed to run. */
  RESUMED,
  /**
   * What the window fixed cannot be proved; another window follows, from SUSPENDING on. Only if a
   * narrow sweep left something.
   */
  UNPROVED,
  /** One store's member is in the vault; once for each. */
  COMPLETED,
  /** The references of the captured members were looked up. */
  CHECKED,
  /** The snapshot is in the vault: the set exists. */
  SEALED,
  /** Staging and spool are gone; nothing is left of the run. */
  FINISHED
}
