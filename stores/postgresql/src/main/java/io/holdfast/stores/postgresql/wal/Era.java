package io.holdfast.stores.postgresql.wal;

import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A base backup and all of the write-ahead log since its start, without a gap. */
public record Era(BaseSnapshot base, WalTree wal) {
  static final String BASE = "base";
  static final String WAL = "wal";
  private static final String DESCRIPTION = "era.json";
  private static final int FORMAT = 1;

  /** One with no log yet. */
  public static Era begin(BaseSnapshot base) {
    return new Era(base, new WalTree(base.segmentBytes(), base.timeline(), base.start()));
  }

  /** Whether this era's log is all that a base backup needs, so that it can go on from there. */
  boolean reaches(BaseSnapshot younger) {
    return base.system().equals(younger.system())
        && wal.timeline() == younger.timeline()
        && !younger.start().isBefore(base.start())
        && !wal.end().isBefore(younger.start());
  }

  /** The same log from a younger base backup on; what only the older one needs is left out. */
  Era from(BaseSnapshot younger, BlobSource source, BlobSink sink, Entries entries) {
    WalTree rest =
        wal.since(
            Segment.holding(younger.start(), younger.timeline(), younger.segmentBytes()),
            source,
            sink,
            entries);
    return new Era(younger, rest);
  }

  /** Saves what is new; the directory's id. */
  BlobId save(BlobSink sink, Entries entries) throws IOException {
    return sink.save(
        new Tree(
            List.of(
                entries.directory(FileName.of(BASE), base.tree()),
                entries.file(
                    FileName.of(DESCRIPTION), sink.save(new ByteArrayInputStream(describe()))),
                entries.directory(FileName.of(WAL), wal.save(sink, entries)))));
  }

  private byte[] describe() {
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(
            JsonMapper.shared()
                .createObjectNode()
                .put("format", FORMAT)
                .put("endTimeline", wal.timeline())
                .put("end", wal.end().toString())
                .set("base", base.toJson()));
  }

  static Era load(BlobSource source, BlobId tree) {
    EraDirectory directory = EraDirectory.of(source, tree);
    try {
      JsonNode json = JsonMapper.shared().readTree(directory.content(DESCRIPTION));
      BaseSnapshot base = BaseSnapshot.parse(json.required("base"), directory.subtree(BASE));
      WalTree wal =
          WalTree.load(
              source,
              directory.subtree(WAL),
              base.segmentBytes(),
              json.required("endTimeline").asInt(),
              Lsn.parse(json.required("end").asString()));
      return new Era(base, wal);
    } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException wrong) {
      throw EraDirectory.damaged(DESCRIPTION + " cannot be read: " + wrong.getMessage());
    }
  }
}
