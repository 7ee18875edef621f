package io.holdfast.stores.redis;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.redis.rdb.RdbSummary;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Proves what the forks sent, and stores it with its description. */
final class Completion {
  private final StoreContext context;
  private final Entries entries;
  private final Progress.Phase phase;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Description.Part> parts = new ArrayList<>();
  private final ArrayNode evidence;
  private final boolean referring;
  private long bytes;

  /**
   * @param evidence told of each server
   * @param referring whether the files will be asked for references, and are to stay
   */
  Completion(
      StoreContext context,
      Entries entries,
      Progress.Phase phase,
      ArrayNode evidence,
      boolean referring) {
    this.referring = referring;
    this.context = context;
    this.entries = entries;
    this.phase = phase;
    this.evidence = evidence;
  }

  void add(Transfer transfer) throws IOException {
    Transfer.Spooled spooled = transfer.awaitSpooled();
    Fork fork = transfer.awaitFork();
    RdbSummary summary = proved(transfer, fork);
    String file = transfer.node().name() + ".rdb";
    try (InputStream stream = Disk.open(transfer.file())) {
      nodes.add(entries.file(FileName.of(file), context.sink().save(stream)));
    }
    if (!referring) {
      Disk.deleteIfExists(transfer.file());
    }
    bytes += spooled.bytes();
    SortedMap<Integer, Long> keys = new TreeMap<>();
    summary.databases().forEach((database, counts) -> keys.put(database, counts.all()));
    Description.Part part =
        new Description.Part(
            file,
            transfer.node().address().host() + ":" + transfer.node().address().port(),
            Slots.inWords(transfer.node().slots()),
            fork.replid(),
            fork.offset(),
            summary.end().version(),
            spooled.bytes(),
            fork.before().number("used_memory"),
            keys);
    parts.add(part);
    tell(part, fork, spooled.after(), summary);
    phase.advance(1);
  }

  /** The server writes into the RDB where in its stream of changes it stands. */
  private static RdbSummary proved(Transfer transfer, Fork fork) throws IOException {
    RdbSummary summary;
    try (InputStream stream = Disk.open(transfer.file())) {
      summary = RdbSummary.of(stream, 0);
    } catch (IOException | ArithmeticException damaged) {
      throw ServerErrors.failed(
          transfer.node().address(),
          "what its fork sent is no whole RDB: " + damaged.getMessage(),
          damaged);
    }
    String offset = summary.aux().getOrDefault("repl-offset", Long.toString(fork.offset()));
    String replid = summary.aux().getOrDefault("repl-id", fork.replid());
    if (!offset.equals(Long.toString(fork.offset())) || !replid.equals(fork.replid())) {
      throw ServerErrors.failed(
          transfer.node().address(),
          "its fork stands at %s:%s, and what it sent is of %s:%s"
              .formatted(fork.replid(), fork.offset(), replid, offset),
          null);
    }
    return summary;
  }

  private void tell(Description.Part part, Fork fork, Optional<Info> after, RdbSummary summary) {
    ObjectNode one = evidence.addObject();
    one.put("server", part.server()).put("slots", part.slots());
    one.put("replid", fork.replid()).put("offset", fork.offset()).put("offsetBefore", fork.floor());
    one.put("replica", !fork.before().isMaster()).put("diskless", fork.diskless());
    one.put("keys", summary.keys()).put("bytes", part.bytes());
    one.put("rdbVersion", part.rdbVersion()).put("checksummed", summary.end().checksummed());
    one.put("usedMemoryBytes", part.usedMemory());
    after.ifPresent(
        info -> {
          one.put("forkMicros", info.number("latest_fork_usec"));
          one.put("copyOnWriteBytes", info.number("rdb_last_cow_size"));
        });
    ArrayNode types = one.putArray("moduleTypes");
    summary.moduleTypes().forEach(types::add);
    one.put("libraries", summary.libraries().size());
  }

  CapturedMember member(Description description, ObjectNode whole) throws IOException {
    byte[] json = description.toBytes();
    nodes.add(
        entries.file(
            FileName.of(Description.FILE), context.sink().save(new ByteArrayInputStream(json))));
    nodes.sort(Comparator.comparing(node -> node.name().toString()));
    return new CapturedMember(
        entries.directory(FileName.of("redis"), context.sink().save(new Tree(nodes))),
        nodes.size(),
        bytes + json.length,
        whole,
        List.of());
  }

  List<Description.Part> parts() {
    return parts;
  }
}
