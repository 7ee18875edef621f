/**
 * Holdfast killed, stopped and interrupted, at every step of a backup. Processing must go on, no
 * set may be sealed that is not whole, and the next run must make good what the last one left.
 */
package io.holdfast.proof.kill;
