package io.holdfast.stores.derby;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database on its way into a vault. Its live directory is said to be where nothing is. */
final class DerbyCapture implements AutoCloseable {
  static final Path NOWHERE = Path.of("/nowhere/systemdb");

  private final Vault vault;
  private final Path work;
  private final VaultWriter sink;
  final Store store;

  DerbyCapture(Vault vault, Path work, String url) {
    this(vault, work, new StoreSpec.Derby("db", url, NOWHERE), null);
  }

  DerbyCapture(Vault vault, Path work, StoreSpec.Derby spec, @Nullable EarlierMember earlier) {
    this.vault = vault;
    this.work = work;
    this.sink = vault.writer();
    Suspension suspension =
        new Suspension(new Suspension.None(), Duration.ofMinutes(2), Duration.ofMinutes(5));
    this.store =
        new DerbyProvider()
            .open(
                spec,
                new StoreContext(
                    new Installation(
                        "billing",
                        new VaultLocation("/backup", null),
                        null,
                        suspension,
                        List.of(),
                        List.of(),
                        List.of()),
                    sink,
                    vault,
                    Clock.SYSTEM,
                    work,
                    work.resolve("cache"),
                    List.of(),
                    earlier,
                    Rule.Sweep.FULL,
                    2));
  }

  DerbyCapture fix() {
    store.prepare(Progress.NONE);
    fixAgain();
    return this;
  }

  void fixAgain() {
    store.mark();
    store.fix(Rule.Sweep.FULL, Progress.NONE);
  }

  CapturedMember complete() {
    CapturedMember member = store.complete(Progress.NONE);
    sink.flush();
    return member;
  }

  /** Restores it below its work directory, read back but not opened. */
  Path restore(CapturedMember member) {
    Path target = work.resolve("restored");
    assertNoNotes(driver().restore(vault, member.root(), target, Progress.NONE));
    return target;
  }

  private static void assertNoNotes(List<String> notes) {
    if (!notes.isEmpty()) {
      throw new AssertionError("Not restored exactly: " + notes);
    }
  }

  static StoreRestore driver() {
    return new DerbyProvider().restore(Clock.SYSTEM, 2);
  }

  /** What a query answers on the staged copy. */
  List<ReferenceRows.Row> stagedRows(String query) {
    List<ReferenceRows.Row> rows = new ArrayList<>();
    store.references(query).forEach(rows::add);
    return rows;
  }

  /** What a query answers on a restored database, once all its tables are checked. */
  List<ReferenceRows.Row> restoredRows(Path restored, String query) {
    List<ReferenceRows.Row> rows = new ArrayList<>();
    try (StoreRestore.OpenedDatabase opened = driver().open(restored, work)) {
      opened.references(query).forEach(rows::add);
    }
    return rows;
  }

  @Override
  public void close() {
    store.close();
    sink.close();
  }
}
