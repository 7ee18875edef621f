package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
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

/** One database on its way into a vault. */
final class PostgresqlCapture implements AutoCloseable {
  private final Vault vault;
  private final Path work;
  private final VaultWriter sink;
  final Store store;

  PostgresqlCapture(Vault vault, Path work, StoreSpec.Postgresql spec, String... queries) {
    this(vault, work, spec, Programs.usualPlaces(), queries);
  }

  PostgresqlCapture(
      Vault vault, Path work, StoreSpec.Postgresql spec, List<Path> places, String... queries) {
    this.vault = vault;
    this.work = work;
    this.sink = vault.writer();
    List<Reference> references =
        java.util.Arrays.stream(queries)
            .map(query -> new Reference(spec.name(), query, "disk", ""))
            .toList();
    Suspension suspension =
        new Suspension(new Suspension.None(), Duration.ofMinutes(2), Duration.ofMinutes(5));
    this.store =
        new PostgresqlProvider(places)
            .open(
                spec,
                new StoreContext(
                    new Installation(
                        "billing",
                        new VaultLocation("/backup", null),
                        null,
                        suspension,
                        List.of(),
                        references,
                        List.of()),
                    sink,
                    vault,
                    Clock.SYSTEM,
                    work,
                    work.resolve("cache"),
                    List.of(),
                    null,
                    Rule.Sweep.FULL,
                    2));
  }

  PostgresqlCapture fix() {
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

  /** Restores it as files below its work directory. */
  Path restore(CapturedMember member) {
    Path target = work.resolve("restored");
    List<String> notes = driver().restore(vault, member.root(), target, Progress.NONE);
    if (!notes.isEmpty()) {
      throw new AssertionError("Not restored exactly: " + notes);
    }
    return target;
  }

  StoreRestore driver() {
    return new PostgresqlProvider().restore(Clock.SYSTEM, 2);
  }

  List<ReferenceRows.Row> capturedRows(String query) {
    return rows(store.references(query));
  }

  /** What a query answers in a private server, once the whole database is checked there. */
  List<ReferenceRows.Row> provedRows(Path restored, String query) {
    try (StoreRestore.OpenedDatabase opened = driver().open(restored, work)) {
      return rows(opened.references(query));
    }
  }

  static List<ReferenceRows.Row> rows(ReferenceRows rows) {
    List<ReferenceRows.Row> all = new ArrayList<>();
    rows.forEach(all::add);
    return all;
  }

  @Override
  public void close() {
    store.close();
    sink.close();
  }
}
