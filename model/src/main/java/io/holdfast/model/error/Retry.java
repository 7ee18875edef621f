package io.holdfast.model.error;

/** Whether doing the same again can help. */
public enum Retry {
  /** The same command may succeed without a change. */
  YES,
  /** Something must be changed first. */
  NO,
  /** It is not known whether the operation took effect: look before repeating it. */
  UNKNOWN
}
