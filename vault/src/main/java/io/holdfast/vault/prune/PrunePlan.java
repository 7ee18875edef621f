package io.holdfast.vault.prune;

/**
 * What a prune is going to do.
 *
 * @param snapshots that are there
 * @param neededBlobs that they need
 * @param neededBytes of those, as stored, each once
 * @param kept packs that stay as they are
 * @param besideWriters packs among the kept that are left alone because they may belong to a writer
 *     at work
 * @param cold packs among the kept that are cold, and so are not repacked
 * @param unneeded packs that are condemned because nothing in them is needed
 * @param repacked packs that are condemned after what is needed was copied out of them
 * @param copiedBytes that are copied for that
 * @param waiting packs that an earlier prune condemned
 */
public record PrunePlan(
    long snapshots,
    long neededBlobs,
    long neededBytes,
    Packs kept,
    Packs besideWriters,
    Packs cold,
    Packs unneeded,
    Packs repacked,
    long copiedBytes,
    Packs waiting) {}
