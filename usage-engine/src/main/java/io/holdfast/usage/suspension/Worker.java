package io.holdfast.usage.suspension;

import org.jspecify.annotations.Nullable;

/** A workflow or task as the gate and the status see it. */
public final class Worker {
  /** What drains how: a batch ends first, real-time stops its input at once, a task just waits. */
  public enum Kind {
    BATCH("batch"),
    REAL_TIME("real-time"),
    TASK("task");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final String name;
  private final Kind kind;
  private final boolean ignoresSuspension;
  private volatile @Nullable String reason;

  /**
   * {@code ignoresSuspension} is a fault for tests: the gate neither stops nor sees this worker.
   */
  public Worker(String name, Kind kind, boolean ignoresSuspension) {
    this.name = name;
    this.kind = kind;
    this.ignoresSuspension = ignoresSuspension;
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  boolean ignoresSuspension() {
    return ignoresSuspension;
  }

  /** From now until the next start of the engine this worker does nothing. */
  public void abort(String why) {
    reason = why;
  }

  public boolean aborted() {
    return reason != null;
  }

  public @Nullable String reason() {
    return reason;
  }
}
