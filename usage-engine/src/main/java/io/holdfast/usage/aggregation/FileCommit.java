package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one End Batch did to the session files. */
record FileCommit(
    Path base,
    FileState current,
    List<String> obsolete,
    @Nullable FileState index,
    @Nullable String oldIndex)
    implements SessionStorage.Commit {

  @Override
  public void write(Ledger ledger, long txn) throws SQLException {
    ledger.put(Reference.SESSION_FILE, current, txn, 0);
    for (var file : obsolete) {
      ledger.remove(Reference.SESSION_FILE, file);
    }
    if (index != null) {
      if (oldIndex != null) {
        ledger.remove(Reference.SESSION_INDEX, oldIndex);
      }
      ledger.put(Reference.SESSION_INDEX, index, txn, 0);
    }
  }

  @Override
  public void deleteObsolete() throws IOException {
    for (var file : obsolete) {
      Files.delete(base.resolve(file));
      Step.SESSION_FILES_DELETED.reached();
    }
    if (oldIndex != null) {
      Files.delete(base.resolve(oldIndex));
      Step.INDEX_DELETED.reached();
    }
  }
}
