package io.holdfast.vault.snapshot;

import java.time.Instant;

/** What a backup did, kept in its snapshot as restic 0.17 and newer keep it. */
public record Summary(
    Instant backupStart,
    Instant backupEnd,
    long filesNew,
    long filesChanged,
    long filesUnmodified,
    long directoriesNew,
    long directoriesChanged,
    long directoriesUnmodified,
    long dataBlobs,
    long treeBlobs,
    long dataAdded,
    long dataAddedPacked,
    long totalFilesProcessed,
    long totalBytesProcessed) {}
