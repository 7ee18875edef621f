package io.holdfast.capture;

/**
 * What a restore changed in its target, or in a dry run would change. Each entry counts once.
 *
 * @param created entries that were not there
 * @param changed entries whose content or type was another
 * @param metadata entries of the same content whose metadata was another
 * @param unchanged entries that were as they should be
 * @param kept entries that the mode did not let it touch
 * @param deleted entries that are not in the snapshot
 * @param bytesWritten content that was fetched and written, holes included
 * @param bytesDeleted lengths of the deleted files
 * @param bytesVerified content that was read back
 */
public record RestoreChanges(
    long created,
    long changed,
    long metadata,
    long unchanged,
    long kept,
    long deleted,
    long bytesWritten,
    long bytesDeleted,
    long bytesVerified) {}
