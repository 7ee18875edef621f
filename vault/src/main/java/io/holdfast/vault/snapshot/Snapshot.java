package io.holdfast.vault.snapshot;

import io.holdfast.vault.BlobId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree at a point in time.
 *
 * @param id the hash of the stored snapshot; restic knows it by the same id
 * @param parent the snapshot it was compared with, if any; for information
 * @param tree the root directory
 * @param paths what was captured, as the user named it
 */
public record Snapshot(
    BlobId id,
    Instant time,
    @Nullable BlobId parent,
    BlobId tree,
    List<String> paths,
    String hostname,
    String username,
    long uid,
    long gid,
    List<String> tags,
    @Nullable Summary summary,
    String programVersion) {
  /** The oldest first; those of one instant in the order of their ids. */
  public static final Comparator<Snapshot> BY_TIME =
      Comparator.comparing(Snapshot::time).thenComparing(Snapshot::id);

  public Snapshot {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
  }

  public boolean hasTag(String tag) {
    return tags.contains(tag);
  }
}
