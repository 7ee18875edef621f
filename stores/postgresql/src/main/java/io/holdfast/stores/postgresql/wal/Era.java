package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A base backup and all of the write-ahead log since its start.
 *
 * @param base the directory of the base backup
 */
public record Era(Origin origin, BlobId base, WalTree wal) {
  static final String DESCRIPTION = "era.json";
  static final String BASE = "base";
  static final String WAL = "wal";
  private static final int FORMAT = 1;
  private static final int LONGEST_DESCRIPTION = 1 << 20;

  /**
   * Where an era began.
   *
   * @param system the server's own identifier, which every copy of its data has
   * @param start the beginning of the segment that the base backup needs first
   * @param consistent the place from which on the base backup can be recovered to
   */
  public record Origin(String system, int segmentBytes, int timeline, Lsn start, Lsn consistent) {}

  /** Of a base backup that was just taken. */
  public static Era begin(Origin origin, BlobId base) {
    WalTree wal = new WalTree(origin.segmentBytes(), origin.timeline(), origin.start());
    return new Era(origin, base, wal);
  }

  /** Saves what is new; the directory's id. */
  BlobId save(BlobSink sink, Entries entries) throws IOException {
    return sink.save(
        new Tree(
            List.of(
                entries.file(
                    FileName.of(DESCRIPTION), sink.save(new ByteArrayInputStream(describe()))),
                entries.directory(FileName.of(BASE), base),
                entries.directory(FileName.of(WAL), wal.save(sink, entries)))));
  }

  private byte[] describe() {
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(
            JsonMapper.shared()
                .createObjectNode()
                .put("format", FORMAT)
                .put("system", origin.system())
                .put("segmentBytes", origin.segmentBytes())
                .put("timeline", origin.timeline())
                .put("start", origin.start().toString())
                .put("consistent", origin.consistent().toString())
                .put("endTimeline", wal.timeline())
                .put("end", wal.end().toString()));
  }

  static Era load(BlobSource source, BlobId tree) {
    List<Node> nodes = source.tree(tree).nodes();
    try {
      JsonNode json = JsonMapper.shared().readTree(content(source, named(nodes, DESCRIPTION)));
      Origin origin =
          new Origin(
              json.required("system").asString(),
              json.required("segmentBytes").asInt(),
              json.required("timeline").asInt(),
              Lsn.parse(json.required("start").asString()),
              Lsn.parse(json.required("consistent").asString()));
      WalTree wal =
          WalTree.load(
              source,
              subtree(named(nodes, WAL)),
              origin.segmentBytes(),
              json.required("endTimeline").asInt(),
              Lsn.parse(json.required("end").asString()));
      return new Era(origin, subtree(named(nodes, BASE)), wal);
    } catch (JacksonException | IllegalArgumentException wrong) {
      throw damaged(DESCRIPTION + " cannot be read: " + wrong.getMessage());
    }
  }

  private static Node named(List<Node> nodes, String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(FileName.of(name)))
        .findFirst()
        .orElseThrow(() -> damaged("it has no " + name));
  }

  private static BlobId subtree(Node node) {
    if (node.subtree() instanceof BlobId tree) {
      return tree;
    }
    throw damaged(node.name().display() + " is no directory");
  }

  private static byte[] content(BlobSource source, Node file) {
    if (file.size() > LONGEST_DESCRIPTION) {
      throw damaged(file.name().display() + " is too long");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    file.content().forEach(blob -> content.writeBytes(source.data(blob)));
    return content.toByteArray();
  }

  private static HoldfastException damaged(String why) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        "An era of the write-ahead log in the vault cannot be used: " + why,
        "Nothing was changed; sets and other eras do not depend on it.",
        "Run 'holdfast vault check'. A base backup begins a new era.");
  }
}
