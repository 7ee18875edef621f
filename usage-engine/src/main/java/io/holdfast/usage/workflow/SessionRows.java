package io.holdfast.usage.workflow;

import io.holdfast.usage.aggregation.SessionStorage;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * What the database must know of one End Batch of the session storage, and what may go afterwards.
 */
final class SessionRows {
  private SessionRows() {}

  static void write(Ledger ledger, SessionStorage.Commit commit, long txn) throws SQLException {
    ledger.put(Reference.SESSION_FILE, commit.current(), txn, 0);
    for (var obsolete : commit.obsolete()) {
      ledger.remove(Reference.SESSION_FILE, obsolete);
    }
    var index = commit.index();
    if (index != null) {
      var old = commit.oldIndex();
      if (old != null) {
        ledger.remove(Reference.SESSION_INDEX, old);
      }
      ledger.put(Reference.SESSION_INDEX, index, txn, 0);
    }
  }

  /** After the commit only: until then the database still refers to these files. */
  static void deleteObsolete(Path aggregation, SessionStorage.Commit commit) throws IOException {
    for (var obsolete : commit.obsolete()) {
      Files.delete(aggregation.resolve(obsolete));
      Step.SESSION_FILES_DELETED.reached();
    }
    var old = commit.oldIndex();
    if (old != null) {
      Files.delete(aggregation.resolve(old));
      Step.INDEX_DELETED.reached();
    }
  }
}
