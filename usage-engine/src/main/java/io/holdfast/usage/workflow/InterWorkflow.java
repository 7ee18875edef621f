package io.holdfast.usage.workflow;

import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.ObjectRow;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.AppendFile;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The batches that wait for the aggregation. How each was handed on is the collection's choice at
 * that time; here both kinds are consumed.
 */
final class InterWorkflow {
  private InterWorkflow() {}

  /** One batch that waits. */
  interface Batch {
    FileRow row();

    /** What it holds, compared with what its row vouches for. */
    byte[] content() throws IOException, SQLException;

    /** Consumes it in the transaction. */
    void remove() throws SQLException;

    /** Deletes what the transaction left over; after its commit only. */
    void delete() throws IOException;
  }

  static List<Batch> waiting(Home home, Ledger ledger, int most) throws SQLException {
    var found = new ArrayList<Batch>();
    for (var row : ledger.files(Reference.INTER_WORKFLOW_BATCH, most)) {
      found.add(new OnDisk(home, ledger, row));
    }
    if (found.size() < most) {
      for (var object : ledger.objects(most - found.size())) {
        found.add(new LargeObject(ledger, object));
      }
    }
    return found;
  }

  private record OnDisk(Home home, Ledger ledger, FileRow row) implements Batch {
    @Override
    public byte[] content() throws IOException {
      var file = home.interWorkflow().resolve(row.path());
      return AppendFile.reopen(file, row.state()).content();
    }

    @Override
    public void remove() throws SQLException {
      ledger.remove(Reference.INTER_WORKFLOW_BATCH, row.path());
    }

    @Override
    public void delete() throws IOException {
      Files.delete(home.interWorkflow().resolve(row.path()));
      Step.INTER_WORKFLOW_DELETED.reached();
    }
  }

  private record LargeObject(Ledger ledger, ObjectRow object) implements Batch {
    @Override
    public FileRow row() {
      return object.row();
    }

    @Override
    public byte[] content() throws IOException, SQLException {
      var content = ledger.object(object.object()).orElse(new byte[0]);
      var found = Durable.sha256(content, content.length);
      if (!found.equals(row().state().sha256())) {
        throw new DanglingReferenceException(
            "large object %d is missing or is not %s".formatted(object.object(), row().path()));
      }
      return content;
    }

    @Override
    public void remove() throws SQLException {
      ledger.unlinkObject(object);
      Step.OBJECT_UNLINKED.reached();
    }

    /** It went with the transaction. */
    @Override
    public void delete() {}
  }
}
