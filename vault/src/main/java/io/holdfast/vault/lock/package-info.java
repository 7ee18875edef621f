/**
 * The format's own locks, so that restic's prune and a Holdfast writer never meet, and Holdfast's
 * prune knows whom it meets. A lock guards nothing by itself; every program has to look.
 */
package io.holdfast.vault.lock;
