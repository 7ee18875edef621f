package io.holdfast.usage.workflow;

import io.holdfast.usage.database.DatabaseDriver;
import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.AppendFile;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the disk agree with the database before any workflow starts: what was never committed goes,
 * what was appended beyond a committed length is cut off, synchronised real-time output is
 * finished. It holds after a crash at any instant and after a restore whose database is older than
 * its disk.
 *
 * <p>The other way round it repairs nothing. A row whose file is missing or too short aborts the
 * workflow that owns it, and that workflow's files are left as they are, for people to look at.
 */
public final class Recovery {
  private final Home home;
  private final Ledger ledger;
  private final EngineLog log;
  private final Map<String, String> aborted = new HashMap<>();

  public Recovery(Home home, Ledger ledger, EngineLog log) {
    this.home = home;
    this.ledger = ledger;
    this.log = log;
  }

  /**
   * A first start needs empty data directories. A new, empty database beside data would call all of
   * it "never committed", and delete it.
   */
  public static void requireNoData(Home home, DatabaseDriver database) throws IOException {
    for (var reference : Reference.values()) {
      var files = Durable.filesBelow(reference.base(home));
      if (!files.isEmpty()) {
        throw new IOException(
            "There is no system database %s, but %s holds %d files, such as %s."
                    .formatted(
                        database.place(), reference.base(home), files.size(), files.getFirst())
                + " Put the database that belongs to them back, or remove data/.");
      }
    }
  }

  /** Does it all; returns the workflows that must not start, with the reason. */
  public Map<String, String> run() throws IOException, SQLException {
    takeBackRolledOutput();
    var rows = new HashMap<Path, Map<String, FileRow>>();
    for (var reference : Reference.values()) {
      var known = rows.computeIfAbsent(reference.base(home), base -> new HashMap<>());
      for (var row : ledger.files(reference)) {
        known.put(row.path(), row);
        check(reference, row);
      }
    }
    deleteAll(home.in());
    for (var base : rows.entrySet()) {
      deleteUnknown(base.getKey(), base.getValue().keySet());
    }
    Step.RECOVERY_SWEPT.reached();
    finishRealTimeOutput();
    ledger.rollback();
    Step.RECOVERY_DONE.reached();
    return aborted;
  }

  private void check(Reference reference, FileRow row) throws IOException {
    var file = reference.base(home).resolve(row.path());
    try {
      AppendFile.requireLength(file, row.state());
      long found = Files.size(file);
      if (found > row.state().length()) {
        if (!reference.growing()) {
          throw new DanglingReferenceException(
              "%s has %d bytes; the database expects %d"
                  .formatted(file, found, row.state().length()));
        }
        AppendFile.truncate(file, row.state().length());
        log.write("recovery: cut %s from %d to %d".formatted(file, found, row.state().length()));
      }
    } catch (DanglingReferenceException dangling) {
      abort(reference, row, dangling);
    }
  }

  private void abort(Reference reference, FileRow row, DanglingReferenceException dangling) {
    boolean realTimeErrors =
        reference == Reference.ERROR_FILE && row.path().equals(RealTimeOutput.ERRORS);
    var workflow = realTimeErrors ? RealTime.NAME : reference.workflow();
    log.write("recovery: %s aborted: %s".formatted(workflow, dangling.getMessage()));
    aborted.putIfAbsent(
        workflow, "%s refers to nothing: %s".formatted(reference.table(), dangling.getMessage()));
  }

  /** Claims are copies; the upstream keeps the original. */
  private void deleteAll(Path directory) throws IOException {
    deleteUnknown(directory, Set.of());
  }

  private void deleteUnknown(Path base, Set<String> known) throws IOException {
    if (ownerAborted(base)) {
      return;
    }
    for (var path : Durable.filesBelow(base)) {
      if (!known.contains(path)) {
        Files.delete(base.resolve(path));
        log.write("recovery: deleted %s, which was never committed".formatted(base.resolve(path)));
      }
    }
  }

  private boolean ownerAborted(Path base) {
    var owners = new HashSet<String>();
    for (var reference : Reference.values()) {
      if (reference.base(home).equals(base)) {
        owners.add(reference.workflow());
      }
    }
    return owners.stream().anyMatch(aborted::containsKey);
  }

  /** The file was renamed, but the transaction that says so did not commit or was not restored. */
  private void takeBackRolledOutput() throws IOException, SQLException {
    var base = home.outRealTime();
    for (var row : openOutput()) {
      var open = base.resolve(row.path());
      var rolled = base.resolve(String.valueOf(open.getFileName()));
      if (!Files.exists(open) && Files.exists(rolled)) {
        Durable.move(rolled, open);
      }
    }
  }

  private void finishRealTimeOutput() throws IOException, SQLException {
    if (!aborted.containsKey(RealTime.NAME)) {
      for (var row : openOutput()) {
        RealTimeOutput.roll(ledger, home.outRealTime(), row.path());
      }
    }
  }

  private List<FileRow> openOutput() throws SQLException {
    return ledger.files(Reference.REALTIME_OUTPUT).stream()
        .filter(row -> row.path().startsWith(Home.OPEN_DIRECTORY + "/"))
        .toList();
  }
}
