package io.holdfast.capture;

/**
 * How likely a directory is to change soon, as the last warm round saw it. A guess, and used as
 * one: it chooses what the narrow sweep looks at inside the window, and never what is proved.
 */
enum Heat {
  /** Nothing in it or below it changed lately. */
  COLD,
  /** Something in it or below it did; its names did not. */
  INSIDE,
  /** Its names came and went, or its profile says that any of its files may be written to. */
  HOT
}
