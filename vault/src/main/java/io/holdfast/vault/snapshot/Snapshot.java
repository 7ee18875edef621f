package io.holdfast.vault.snapshot;

import io.holdfast.vault.BlobId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree at a point in time.
 *
 * @param id the hash of the stored snapshot; restic knows it by the same id
 * @param parent the snapshot it was compared with, if any; for information
 * @param tree the root directory
 * @param paths what was captured, as the user named it
 * @param original what this is a copy or a changed form of, perhaps in another vault; null if it is
 *     the first
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
    String programVersion,
    @Nullable BlobId original) {
  /** The oldest first; those of one instant in the order of their ids. */
  public static final Comparator<Snapshot> BY_TIME =
      Comparator.comparing(Snapshot::time).thenComparing(Snapshot::id);

  public Snapshot {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
  }

  /** The id that stays the same from copy to copy. */
  public BlobId persistentId() {
    return original == null ? id : original;
  }

  /** Whether this is the other one, or a copy of it: all that people see of both is the same. */
  public boolean isCopyOf(Snapshot other) {
    BlobId persistent = other.persistentId();
    return (id.equals(persistent) || persistent.equals(original))
        && time.equals(other.time)
        && tree.equals(other.tree)
        && hostname.equals(other.hostname)
        && username.equals(other.username)
        && uid == other.uid
        && gid == other.gid
        && Set.copyOf(paths).equals(Set.copyOf(other.paths))
        && Set.copyOf(tags).equals(Set.copyOf(other.tags));
  }

  public boolean hasTag(String tag) {
    return tags.contains(tag);
  }
}
