package io.holdfast.usage.workflow;

import io.holdfast.usage.aggregation.BatchRecord;
import io.holdfast.usage.aggregation.SessionStorage;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import io.holdfast.usage.workflow.Counters.Counter;
import io.holdfast.usage.workflow.Counters.Delta;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Batch workflow 2: consumes inter-workflow batches, adds their records to sessions, bills the
 * sessions that are complete. Several waiting batches share one transaction.
 */
public final class Aggregation {
  static final String NAME = "aggregation";
  private static final int BATCHES_PER_TRANSACTION = 8;

  private final Home home;
  private final Ledger ledger;
  private final SessionStorage storage;
  private final Backlog backlog;
  private final Counters counters;

  public Aggregation(
      Home home, Ledger ledger, SessionStorage storage, Backlog backlog, Counters counters) {
    this.home = home;
    this.ledger = ledger;
    this.storage = storage;
    this.backlog = backlog;
    this.counters = counters;
  }

  /** One transaction over what waits; false if nothing does. */
  public boolean runBatch() throws IOException, SQLException {
    if (backlog.waiting() == 0) {
      return false;
    }
    var batches = InterWorkflow.waiting(home, ledger, BATCHES_PER_TRANSACTION);
    if (batches.isEmpty()) {
      ledger.rollback();
      return false;
    }
    synchronized (storage) {
      for (var batch : batches) {
        BatchRecord.read(batch.content(), storage::add);
        Step.INTER_WORKFLOW_READ.reached();
      }
      endBatch(batches);
    }
    backlog.consumed(batches.size());
    return true;
  }

  private void endBatch(List<InterWorkflow.Batch> batches) throws IOException, SQLException {
    long records = batches.stream().mapToLong(batch -> batch.row().records()).sum();
    long txn = ledger.next(SessionStorage.SEQUENCE);
    var bill = new Bytes(1 << 16);
    var commit = storage.endBatch(txn, bill);
    var delta = new Delta().add(Counter.RECORDS_OUT, lines(bill)).add(Counter.BATCHES, 1);
    if (!bill.isEmpty()) {
      var written = write(bill, txn);
      ledger.put(Reference.OUTPUT_FILE, written, txn, delta.get(Counter.RECORDS_OUT));
    }
    commit.write(ledger, txn);
    for (var batch : batches) {
      batch.remove();
    }
    ledger.transaction(NAME, txn, records);
    delta.write(ledger, NAME);
    Step.AGGREGATION_ROWS_WRITTEN.reached();
    ledger.commit();
    Step.AGGREGATION_COMMITTED.reached();
    counters.committed(delta);
    for (var batch : batches) {
      batch.delete();
    }
    commit.deleteObsolete();
  }

  private FileState write(Bytes bill, long txn) throws IOException {
    var name = "bill-%010d.csv".formatted(txn);
    Path open = Home.open(home.out()).resolve(name);
    var sha256 = Durable.write(open, bill.array(), bill.length());
    Step.BILL_WRITTEN.reached();
    Durable.move(open, home.out().resolve(name));
    Durable.syncDirectory(home.out());
    Step.BILL_MOVED.reached();
    return new FileState(name, bill.length(), sha256);
  }

  private static long lines(Bytes text) {
    long lines = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.array()[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
