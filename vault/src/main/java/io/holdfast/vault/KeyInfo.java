package io.holdfast.vault;

import java.time.Instant;

/**
 * A key file, as far as anyone may know it.
 *
 * @param current whether the vault was opened with it
 */
public record KeyInfo(BlobId id, String user, String host, Instant created, boolean current) {}
