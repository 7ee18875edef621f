package io.holdfast.vault.snapshot;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import org.jspecify.annotations.Nullable;

/** A snapshot's JSON. */
public final class SnapshotCodec {
  private SnapshotCodec() {}

  public static byte[] encode(SnapshotDraft draft) {
    GoJson json = new GoJson();
    json.raw("{\"time\":").time(draft.time());
    if (draft.parent() != null) {
      json.raw(",\"parent\":").id(draft.parent());
    }
    json.raw(",\"tree\":").id(draft.tree()).raw(",\"paths\":").strings(draft.paths());
    text(json, ",\"hostname\":", draft.hostname());
    text(json, ",\"username\":", draft.username());
    if (draft.uid() != 0) {
      json.raw(",\"uid\":").number(draft.uid());
    }
    if (draft.gid() != 0) {
      json.raw(",\"gid\":").number(draft.gid());
    }
    if (!draft.tags().isEmpty()) {
      json.raw(",\"tags\":").strings(draft.tags());
    }
    text(json, ",\"program_version\":", draft.programVersion());
    summary(json, draft.summary());
    return json.raw("}").toBytes();
  }

  private static void text(GoJson json, String field, String text) {
    if (!text.isEmpty()) {
      json.raw(field).string(text);
    }
  }

  private static void summary(GoJson json, @Nullable Summary summary) {
    if (summary == null) {
      return;
    }
    json.raw(",\"summary\":{\"backup_start\":").time(summary.backupStart());
    json.raw(",\"backup_end\":").time(summary.backupEnd());
    json.raw(",\"files_new\":").number(summary.filesNew());
    json.raw(",\"files_changed\":").number(summary.filesChanged());
    json.raw(",\"files_unmodified\":").number(summary.filesUnmodified());
    json.raw(",\"dirs_new\":").number(summary.directoriesNew());
    json.raw(",\"dirs_changed\":").number(summary.directoriesChanged());
    json.raw(",\"dirs_unmodified\":").number(summary.directoriesUnmodified());
    json.raw(",\"data_blobs\":").number(summary.dataBlobs());
    json.raw(",\"tree_blobs\":").number(summary.treeBlobs());
    json.raw(",\"data_added\":").number(summary.dataAdded());
    json.raw(",\"data_added_packed\":").number(summary.dataAddedPacked());
    json.raw(",\"total_files_processed\":").number(summary.totalFilesProcessed());
    json.raw(",\"total_bytes_processed\":").number(summary.totalBytesProcessed()).raw("}");
  }

  /**
   * Fields that are not known are ignored.
   *
   * @throws IllegalArgumentException if this is no snapshot, saying why
   */
  public static Snapshot decode(BlobId id, byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    return new Snapshot(
        id,
        json.time("time"),
        json.idOrNull("parent"),
        json.id("tree"),
        json.texts("paths"),
        json.textOr("hostname", ""),
        json.textOr("username", ""),
        json.numberOr("uid", 0),
        json.numberOr("gid", 0),
        json.texts("tags"),
        json.has("summary") ? summary(json.object("summary")) : null,
        json.textOr("program_version", ""),
        json.idOrNull("original"));
  }

  private static Summary summary(JsonFields json) {
    return new Summary(
        json.time("backup_start"),
        json.time("backup_end"),
        json.numberOr("files_new", 0),
        json.numberOr("files_changed", 0),
        json.numberOr("files_unmodified", 0),
        json.numberOr("dirs_new", 0),
        json.numberOr("dirs_changed", 0),
        json.numberOr("dirs_unmodified", 0),
        json.numberOr("data_blobs", 0),
        json.numberOr("tree_blobs", 0),
        json.numberOr("data_added", 0),
        json.numberOr("data_added_packed", 0),
        json.numberOr("total_files_processed", 0),
        json.numberOr("total_bytes_processed", 0));
  }
}
