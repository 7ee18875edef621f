package io.holdfast.usage.workflow;

import io.holdfast.usage.aggregation.FileSessions;
import io.holdfast.usage.aggregation.SessionStorage;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.sql.SQLException;

/** Task: moves long-lived sessions out of old session files, so that those can be deleted. */
public final class Defragmenter {
  private final Ledger ledger;
  private final FileSessions storage;

  public Defragmenter(Ledger ledger, FileSessions storage) {
    this.ledger = ledger;
    this.storage = storage;
  }

  /** Empties one file at most; its transaction is numbered with those of the aggregation. */
  public boolean run() throws IOException, SQLException {
    synchronized (storage) {
      if (!storage.pickForDefragmenting()) {
        return false;
      }
      long txn = ledger.next(SessionStorage.SEQUENCE);
      var bill = new Bytes(64);
      var commit = storage.endBatch(txn, bill);
      if (!bill.isEmpty()) {
        throw new IllegalStateException("defragmenting completed a session");
      }
      Step.DEFRAGMENTED.reached();
      commit.write(ledger, txn);
      ledger.transaction("defragmenter", txn, 0);
      ledger.commit();
      Step.DEFRAGMENTATION_COMMITTED.reached();
      commit.deleteObsolete();
      return true;
    }
  }
}
