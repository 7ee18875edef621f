package io.holdfast.usage.disk;

import java.io.IOException;

/**
 * The database refers to a file that is missing, too short or different. The workflow that needs it
 * aborts: going on would bill from a state that never was.
 */
public final class DanglingReferenceException extends IOException {
  private static final long serialVersionUID = 1L;

  public DanglingReferenceException(String message) {
    super(message);
  }
}
