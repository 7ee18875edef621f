package io.holdfast.stores;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One store on its way into a vault, and back as files: led as the coordinator leads it. */
public class StoreCapture implements AutoCloseable {
  public final Store store;
  private final StoreRestore driver;
  private final Vault vault;
  private final Path work;
  private final VaultWriter sink;

  /**
   * @param driver the way back
   * @param references those of the installation
   */
  protected StoreCapture(
      StoreProvider provider,
      StoreRestore driver,
      StoreSpec spec,
      List<Reference> references,
      Vault vault,
      Path work,
      @Nullable EarlierMember earlier) {
    this.driver = driver;
    this.vault = vault;
    this.work = work;
    this.sink = vault.writer();
    Installation installation =
        new Installation(
            "billing",
            new VaultLocation("/backup", null),
            null,
            new Suspension(new Suspension.None(), Duration.ofMinutes(2), Duration.ofMinutes(5)),
            List.of(),
            references,
            List.of());
    this.store =
        provider.open(
            spec,
            new StoreContext(
                installation,
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

  public StoreCapture fix() {
    store.prepare(Progress.NONE);
    fixAgain();
    return this;
  }

  public final void fixAgain() {
    store.mark();
    store.fix(Rule.Sweep.FULL, Progress.NONE);
  }

  public final CapturedMember complete() {
    CapturedMember member = store.complete(Progress.NONE);
    sink.flush();
    return member;
  }

  /** Restores it as files below its work directory, read back but not opened. */
  public final Path restore(CapturedMember member) {
    Path target = work.resolve("restored");
    List<String> notes = driver.restore(vault, member.root(), target, Progress.NONE);
    if (!notes.isEmpty()) {
      throw new AssertionError("Not restored exactly: " + notes);
    }
    return target;
  }

  /** What a query answers of what was captured. */
  public final List<ReferenceRows.Row> capturedRows(String query) {
    return rows(store.references(query));
  }

  /** What a query answers of what was restored, once all of it is checked. */
  public final List<ReferenceRows.Row> restoredRows(Path restored, String query) {
    try (StoreRestore.OpenedDatabase opened = driver.open(restored, work)) {
      return rows(opened.references(query));
    }
  }

  public static List<ReferenceRows.Row> rows(ReferenceRows rows) {
    List<ReferenceRows.Row> all = new ArrayList<>();
    rows.forEach(all::add);
    return all;
  }

  @Override
  public final void close() {
    store.close();
    sink.close();
  }
}
