/**
 * A tree on a plain file system, without snapshots: warm rounds while processing runs, one sweep
 * inside the window, and the proof after it. The work is {@code io.holdfast.capture}'s; this
 * package fits it to the four steps of a store.
 */
package io.holdfast.stores.files;
