package io.holdfast.vault.prune;

/**
 * What a prune did.
 *
 * @param plan that it followed
 * @param condemned packs that were condemned now
 * @param revived packs that are condemned no more, because a snapshot came that needs them
 * @param deleted packs that are gone now
 * @param waiting packs that are condemned and stay until their grace is over, or the store's lock,
 *     or the time that a cold one is charged for
 */
public record PruneReport(
    PrunePlan plan, Packs condemned, Packs revived, Packs deleted, Packs waiting) {}
