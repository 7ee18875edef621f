package io.holdfast.model.plan;

/** The parts of a backup, in their order. */
public enum Phase {
  PREPARE,
  SUSPEND,
  DRAIN,
  FIX,
  RESUME,
  COMPLETE,
  VERIFY,
  SEAL,
  COPY
}
