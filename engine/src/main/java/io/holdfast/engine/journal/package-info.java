/**
 * What a run has done so far, on disk, so that the next run can clean up or finish what a killed
 * one left. The journal is written before the deed where the deed must be undone, after it where it
 * must not be repeated; {@code docs/design/0002-window-and-set.md} has the crash table.
 */
package io.holdfast.engine.journal;
