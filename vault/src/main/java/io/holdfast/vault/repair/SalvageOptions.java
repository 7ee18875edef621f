package io.holdfast.vault.repair;

/**
 * @param readData whether content is read, and not only looked up
 * @param forget whether damaged snapshots are removed once what is intact is in a new one
 * @param dryRun whether nothing is written or removed
 */
public record SalvageOptions(boolean readData, boolean forget, boolean dryRun) {}
