package io.holdfast.vault.check;

/**
 * Something that a check found.
 *
 * @param object the object or blob concerned, such as {@code data/21/2159…}
 */
public record Finding(Severity severity, String object, String message) {
  /** How bad it is. */
  public enum Severity {
    /** Something cannot be restored, or not by every program. */
    ERROR,
    /** Nothing is lost: space is wasted, or another program would complain. */
    WARNING
  }
}
