package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one collection batch leaves: errors, archive, inter-workflow batch. First each file is
 * written and forced where open files live; at End Batch each is renamed to where it will stay. The
 * inter-workflow batch may be a large object of the database instead.
 */
final class BatchFiles {
  private static final int FILES_PER_DIRECTORY = 1000;

  /** A file that the transaction must record. */
  private record Written(
      Reference reference, FileState state, long records, Path temporary, Step moved) {}

  private final Home home;
  private final String name;
  private final long txn;
  private final boolean largeObjects;
  private final List<Written> files = new ArrayList<>();

  BatchFiles(Home home, String name, long txn, boolean largeObjects) {
    this.home = home;
    this.name = name;
    this.txn = txn;
    this.largeObjects = largeObjects;
  }

  void prepare(CollectedBatch batch) throws IOException {
    if (!batch.errors().isEmpty()) {
      var path = "%s.%d.err".formatted(name, txn);
      write(
          new Content(batch.errors().array(), batch.errors().length(), batch.malformed()),
          Reference.ERROR_FILE,
          path,
          home.err().resolve(Home.PARTIAL_PREFIX + path),
          Step.ERROR_MOVED);
      Step.ERROR_WRITTEN.reached();
    }
    var today = LocalDate.now(ZoneOffset.UTC);
    var archived = "%s.%d".formatted(name, txn);
    write(
        new Content(batch.input(), batch.length(), batch.counts().get(Counters.Counter.RECORDS_IN)),
        Reference.ARCHIVE_FILE,
        "%02d/%02d/%s".formatted(today.getMonthValue(), today.getDayOfMonth(), archived),
        home.archivePending().resolve(archived),
        Step.ARCHIVE_MOVED);
    Step.ARCHIVE_WRITTEN.reached();
    if (largeObjects) {
      return; // Then it is written in the database's transaction.
    }
    var handedOn = handedOn();
    write(
        new Content(batch.records().array(), batch.records().length(), batch.passed()),
        Reference.INTER_WORKFLOW_BATCH,
        "%03d/%s".formatted(txn / FILES_PER_DIRECTORY, handedOn),
        Home.open(home.interWorkflow()).resolve(handedOn),
        Step.INTER_WORKFLOW_MOVED);
    Step.INTER_WORKFLOW_WRITTEN.reached();
  }

  private String handedOn() {
    return "batch-%010d".formatted(txn);
  }

  private record Content(byte[] bytes, int length, long records) {}

  private void write(Content content, Reference reference, String path, Path temporary, Step moved)
      throws IOException {
    var sha256 = Durable.write(temporary, content.bytes, content.length);
    var state = new FileState(path, content.length, sha256);
    files.add(new Written(reference, state, content.records, temporary, moved));
  }

  void endBatch() throws IOException {
    for (var file : files) {
      var target = file.reference().base(home).resolve(file.state().path());
      var directory = target.getParent();
      if (directory == null) {
        throw new IOException("%s has no directory".formatted(target));
      }
      Durable.createDirectory(directory);
      Durable.move(file.temporary(), target);
      Durable.syncDirectory(directory);
      file.moved().reached();
    }
  }

  /** Writes what the transaction must record; the caller commits. */
  void writeRows(Ledger ledger, CollectedBatch batch) throws SQLException {
    for (var file : files) {
      ledger.put(file.reference(), file.state(), txn, file.records());
    }
    if (largeObjects) {
      var content = Arrays.copyOf(batch.records().array(), batch.records().length());
      var sha256 = Durable.sha256(content, content.length);
      var state = new FileState(handedOn(), content.length, sha256);
      ledger.putObject(state, content, txn, batch.passed());
      Step.OBJECT_WRITTEN.reached();
    }
  }
}
