package io.holdfast.stores.postgresql.wal;

import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A base backup in the vault. It waits there for whoever receives the write-ahead log, to begin an
 * era with it.
 *
 * @param system the server's own identifier, which every copy of its data has
 * @param segmentBytes the length of a segment of its log
 * @param timeline on which it was taken
 * @param redo the place from which on it needs the log
 * @param taken when it was begun, and {@code ended} when it was there: of no time before that can a
 *     database be made from it
 * @param tree the data directory, with so many {@code files} and {@code bytes} in it
 */
public record BaseSnapshot(
    String system,
    int segmentBytes,
    int timeline,
    Lsn redo,
    Instant taken,
    Instant ended,
    BlobId tree,
    long files,
    long bytes) {
  private static final String DESCRIPTION = "base.json";
  private static final String DATA = "base";

  /** The beginning of the first segment that it needs. */
  public Lsn start() {
    return Segment.holding(redo, timeline, segmentBytes).start();
  }

  /** Saves its directory; the id. */
  BlobId save(BlobSink sink, Entries entries) throws IOException {
    return sink.save(
        new Tree(List.of(entries.directory(FileName.of(DATA), tree), described(sink, entries))));
  }

  private io.holdfast.vault.tree.Node described(BlobSink sink, Entries entries) throws IOException {
    byte[] json = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson());
    return entries.file(FileName.of(DESCRIPTION), sink.save(new ByteArrayInputStream(json)));
  }

  ObjectNode toJson() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("system", system)
        .put("segmentBytes", segmentBytes)
        .put("timeline", timeline)
        .put("redo", redo.toString())
        .put("taken", taken.toString())
        .put("ended", ended.toString())
        .put("files", files)
        .put("bytes", bytes);
  }

  static BaseSnapshot parse(JsonNode json, BlobId tree) {
    return new BaseSnapshot(
        json.required("system").asString(),
        json.required("segmentBytes").asInt(),
        json.required("timeline").asInt(),
        Lsn.parse(json.required("redo").asString()),
        Instant.parse(json.required("taken").asString()),
        Instant.parse(json.required("ended").asString()),
        tree,
        json.required("files").asLong(),
        json.required("bytes").asLong());
  }

  static BaseSnapshot load(BlobSource source, BlobId tree) {
    EraDirectory directory = EraDirectory.of(source, tree);
    try {
      return parse(
          JsonMapper.shared().readTree(directory.content(DESCRIPTION)), directory.subtree(DATA));
    } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException wrong) {
      throw EraDirectory.damaged(DESCRIPTION + " cannot be read: " + wrong.getMessage());
    }
  }
}
