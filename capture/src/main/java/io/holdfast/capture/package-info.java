/**
 * File trees: how one is captured while it is in use, and how it is brought back. {@link
 * io.holdfast.capture.TreeCapture} and {@link io.holdfast.capture.TreeRestore} are the ways in;
 * {@code docs/spec/capture.md} states what is captured, {@code docs/spec/cold-window.md} why it is
 * consistent.
 *
 * <p>Nothing here may follow a symbolic link below the root, open what is not a regular file or a
 * directory, leave out anything without saying so, or call content captured that changed while it
 * was read. Nothing here knows of workflows, databases or suspension: a fence is all it needs.
 */
package io.holdfast.capture;
