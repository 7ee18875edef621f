package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/**
 * Task: keeps the newest so many archive files. Rows go first, files after: a crash in between
 * leaves a file that nobody refers to, never a row that refers to nothing.
 */
public final class ArchiveCleaner {
  private static final int MOST_AT_ONCE = 50;
  private final Home home;
  private final Ledger ledger;
  private final int keep;

  public ArchiveCleaner(Home home, Ledger ledger, int keep) {
    this.home = home;
    this.ledger = ledger;
    this.keep = keep;
  }

  public boolean run() throws IOException, SQLException {
    int excess = ledger.countFiles(Reference.ARCHIVE_FILE) - keep;
    if (excess <= 0) {
      ledger.rollback();
      return false;
    }
    var oldest = ledger.files(Reference.ARCHIVE_FILE, Math.min(excess, MOST_AT_ONCE));
    for (var row : oldest) {
      ledger.remove(Reference.ARCHIVE_FILE, row.path());
    }
    ledger.commit();
    Step.CLEANER_COMMITTED.reached();
    for (var row : oldest) {
      Files.delete(home.archive().resolve(row.path()));
      Step.ARCHIVE_DELETED.reached();
    }
    return true;
  }
}
