package io.holdfast.vault.snapshot;

import io.holdfast.vault.BlobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot before it is committed, which gives it its id. */
public record SnapshotDraft(
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
  public SnapshotDraft {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
  }

  /** The snapshot that this becomes under an id. */
  public Snapshot as(BlobId id) {
    return new Snapshot(
        id,
        time,
        parent,
        tree,
        paths,
        hostname,
        username,
        uid,
        gid,
        tags,
        summary,
        programVersion,
        null);
  }
}
