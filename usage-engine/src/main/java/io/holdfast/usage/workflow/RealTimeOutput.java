package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.AppendFile;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Rated events. The open file lies in {@code DR_TMP_DIR} and is forced at every storage commit, so
 * it holds committed events: deleting it loses them. When it is full, or input rests, or the
 * workflow drains, it is renamed into the output directory.
 */
final class RealTimeOutput {
  static final String ERRORS = "realtime.err";

  private final Path base;
  private final Path err;
  private final Ledger ledger;
  private final long rollAt;
  private @Nullable AppendFile open;
  private @Nullable AppendFile errorFile;

  RealTimeOutput(Home home, Ledger ledger, long rollAt) throws SQLException, IOException {
    this.base = home.outRealTime();
    this.err = home.err();
    this.ledger = ledger;
    this.rollAt = rollAt;
    for (var row : ledger.files(Reference.ERROR_FILE)) {
      if (row.path().equals(ERRORS)) {
        errorFile = AppendFile.reopen(err.resolve(ERRORS), row.state()).file();
      }
    }
  }

  /** Appends and forces; the caller commits. Leaves both buffers empty. */
  void write(long txn, Bytes events, Bytes errors) throws IOException, SQLException {
    if (!events.isEmpty()) {
      var file = open;
      if (file == null) {
        var name = "events-%010d.csv".formatted(ledger.next("real-time-output"));
        file = AppendFile.create(Home.open(base).resolve(name));
        open = file;
      }
      append(file, events);
      ledger.put(Reference.REALTIME_OUTPUT, file.state(base), txn, 0);
    }
    if (!errors.isEmpty()) {
      var file = errorFile;
      if (file == null) {
        file = AppendFile.create(err.resolve(ERRORS));
        errorFile = file;
      }
      append(file, errors);
      ledger.put(Reference.ERROR_FILE, file.state(err), txn, 0);
    }
  }

  private static void append(AppendFile file, Bytes bytes) throws IOException {
    boolean first = file.length() == 0;
    file.append(bytes.array(), bytes.length());
    Step.EVENTS_APPENDED.reached();
    file.sync();
    var directory = file.file().getParent();
    if (first && directory != null) {
      Durable.syncDirectory(directory);
    }
    Step.EVENTS_SYNCED.reached();
    bytes.clear();
  }

  void rollIfFull() throws IOException, SQLException {
    var file = open;
    if (file != null && file.length() >= rollAt) {
      roll();
    }
  }

  /** Gives the open file, if there is one, its final name. Everything in it must be committed. */
  void roll() throws IOException, SQLException {
    var file = open;
    if (file == null) {
      return;
    }
    roll(ledger, base, file.state(base).path());
    open = null;
  }

  /** Also for files that an earlier run left open; see {@link Recovery}. */
  static void roll(Ledger ledger, Path base, String openPath) throws IOException, SQLException {
    var from = base.resolve(openPath);
    var name = String.valueOf(from.getFileName());
    Durable.move(from, base.resolve(name));
    Durable.syncDirectory(Home.open(base));
    Durable.syncDirectory(base);
    Step.EVENTS_MOVED.reached();
    ledger.rename(Reference.REALTIME_OUTPUT, openPath, name);
    ledger.commit();
    Step.EVENTS_ROLLED.reached();
  }
}
