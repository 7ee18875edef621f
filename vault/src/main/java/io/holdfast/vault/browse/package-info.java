/**
 * Looking into snapshots without restoring them: where a path leads, which versions of an entry
 * there are, what differs between two trees. Nothing here reads a file's content, and nothing
 * writes.
 */
package io.holdfast.vault.browse;
