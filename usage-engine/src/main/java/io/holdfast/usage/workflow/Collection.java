package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import io.holdfast.usage.duplicate.Containers;
import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Worker;
import io.holdfast.usage.workflow.Counters.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Batch workflow 1: collect a source file, decode it, drop duplicates, archive it, hand its records
 * on as an inter-workflow batch. One source file is one batch is one transaction.
 */
public final class Collection {
  static final String NAME = "collection";

  private final Home home;
  private final Path source;
  private final Ledger ledger;
  private final Containers containers;
  private final Backlog backlog;
  private final Counters counters;
  private final Gate gate;
  private final Worker worker;
  private final Pace pace;
  private final boolean largeObjects;
  private final Set<String> collected = ConcurrentHashMap.newKeySet();
  private final Deque<String> found = new ArrayDeque<>();

  /**
   * @param largeObjects whether batches are handed on in the database
   */
  public Collection(
      Home home,
      Path source,
      Ledger ledger,
      Containers containers,
      Backlog backlog,
      Counters counters,
      Gate gate,
      Worker worker,
      Pace pace,
      boolean largeObjects)
      throws SQLException {
    this.home = home;
    this.source = source.resolve("batch");
    this.ledger = ledger;
    this.containers = containers;
    this.backlog = backlog;
    this.counters = counters;
    this.gate = gate;
    this.worker = worker;
    this.pace = pace;
    this.largeObjects = largeObjects;
    collected.addAll(ledger.collectedFiles().keySet());
    ledger.rollback();
  }

  /** Whether the upstream has nothing that is not collected. Any thread may ask. */
  public boolean caughtUp() throws IOException {
    return SourceFiles.list(source).stream().allMatch(collected::contains);
  }

  /** One batch, if there is input and the next workflow is not too far behind. */
  public boolean runBatch() throws IOException, SQLException, InterruptedException {
    if (backlog.full()) {
      return false;
    }
    if (found.isEmpty()) {
      SourceFiles.list(source).stream().filter(f -> !collected.contains(f)).forEach(found::add);
    }
    var name = found.poll();
    if (name == null) {
      return false;
    }
    collect(name);
    collected.add(name);
    gate.signal();
    return true;
  }

  private void collect(String name) throws IOException, SQLException, InterruptedException {
    var claim = claim(name);
    var bytes = Files.readAllBytes(claim);
    var batch = new CollectedBatch(bytes, containers);
    while (batch.decode(500)) {
      pace.take(500, gate, worker);
    }
    long txn = ledger.next(NAME);
    var files = new BatchFiles(home, name, txn, largeObjects);
    files.prepare(batch);
    containers.prepare();
    endBatch(name, txn, batch, files);
    Files.delete(claim);
    Step.CLAIM_DELETED.reached();
  }

  /** The upstream keeps its file; a copy is claimed, so that the loss of a claim loses nothing. */
  private Path claim(String name) throws IOException {
    var copy = home.in().resolve(name);
    Files.copy(source.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
    Step.CLAIM_COPIED.reached();
    var claim = Home.open(home.in()).resolve(name);
    Durable.move(copy, claim);
    Step.CLAIM_MOVED.reached();
    return claim;
  }

  private void endBatch(String name, long txn, CollectedBatch batch, BatchFiles files)
      throws IOException, SQLException {
    files.endBatch();
    var changed = containers.endBatch();
    var dropped = containers.dropExpired();
    var delta = batch.counts();
    files.writeRows(ledger, batch);
    for (FileState container : changed) {
      ledger.put(Reference.DUPLICATE_CONTAINER, container, txn, container.length() / 16);
    }
    for (var container : dropped) {
      ledger.remove(Reference.DUPLICATE_CONTAINER, container);
    }
    ledger.collected(name, batch.length(), delta.get(Counter.RECORDS_IN), txn);
    ledger.transaction(NAME, txn, delta.get(Counter.RECORDS_IN));
    delta.write(ledger, NAME);
    Step.COLLECTION_ROWS_WRITTEN.reached();
    ledger.commit();
    Step.COLLECTION_COMMITTED.reached();
    counters.committed(delta);
    backlog.produced();
    containers.delete(dropped);
  }
}
