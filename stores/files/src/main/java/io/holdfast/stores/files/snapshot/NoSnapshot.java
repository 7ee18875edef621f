package io.holdfast.stores.files.snapshot;

/** Why this tree cannot be fixed by a snapshot, and what would change that. */
final class NoSnapshot extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String next;

  /**
   * @param reason fits after "because"
   * @param next what to do, as one sentence
   */
  NoSnapshot(String reason, String next) {
    super(reason);
    this.reason = reason;
    this.next = next;
  }

  String reason() {
    return reason;
  }

  String next() {
    return next;
  }
}
