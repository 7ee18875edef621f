package io.holdfast.model.plan;

/** How much a finding matters, the worst first. */
public enum Severity {
  /** The plan would make sets that break a promise; {@code backup} refuses with HF-207. */
  ERROR,
  /** The plan works, and is probably not what the operator wants. */
  WARNING,
  /** Worth knowing. */
  INFO
}
