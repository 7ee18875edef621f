package io.holdfast.stores.redis;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One Redis on its way into a vault. */
final class RedisCapture implements AutoCloseable {
  private final Vault vault;
  private final Path work;
  private final VaultWriter sink;
  final Store store;

  RedisCapture(Vault vault, Path work, StoreSpec.Redis spec) {
    this(vault, work, spec, Duration.ofSeconds(30));
  }

  RedisCapture(Vault vault, Path work, StoreSpec.Redis spec, Duration patience) {
    this(vault, work, spec, patience, List.of());
  }

  RedisCapture(
      Vault vault, Path work, StoreSpec.Redis spec, Duration patience, List<Reference> references) {
    this.vault = vault;
    this.work = work;
    this.sink = vault.writer();
    Suspension suspension =
        new Suspension(new Suspension.None(), Duration.ofMinutes(2), Duration.ofMinutes(5));
    Installation installation =
        new Installation(
            "billing",
            new VaultLocation("/backup", null),
            null,
            suspension,
            List.of(),
            references,
            List.of());
    this.store =
        new RedisProvider(patience, List.of())
            .open(
                spec,
                new StoreContext(
                    installation,
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

  RedisCapture fix() {
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

  static StoreRestore driver() {
    return new RedisProvider().restore(Clock.SYSTEM, 2);
  }

  /** Checked by itself and by a private server. */
  void prove(Path restored) {
    driver().open(restored, work).close();
  }

  @Override
  public void close() {
    store.close();
    sink.close();
  }
}
