package io.holdfast.engine;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A backup of two fake stores, {@code db} that refers to {@code disk}, named in the configuration
 * in the wrong order.
 */
final class BackupBed {
  static final Reference REFERENCE = new Reference("db", "select path from f", "disk", "");

  final SkippingClock clock = new SkippingClock();
  final FakeStores stores = new FakeStores();
  final List<Step> steps = new ArrayList<>();
  final Path directory;
  final MemoryObjectStore objects;

  /** What the backup reaches the objects by. */
  final FaultyStore connection;

  Providers providers = stores.providers();
  Suspension.Driver driver = new Suspension.None();
  Duration budget = Duration.ofMinutes(2);
  Rule.OnOverrun onOverrun = Rule.OnOverrun.ABORT;
  Rule.Sweep sweep = Rule.Sweep.FULL;
  Rule.OnUnproved onUnproved = Rule.OnUnproved.REPEAT;
  Duration drain = Duration.ofSeconds(20);
  List<StoreSpec> moreStores = List.of();
  List<Reference> references = List.of(REFERENCE);
  Consumer<Step> listener = step -> {};

  BackupBed(Path directory) {
    this(directory, emptyVault());
  }

  BackupBed(Path directory, MemoryObjectStore objects) {
    this.directory = directory;
    this.objects = objects;
    this.connection = new FaultyStore(objects);
  }

  /** Objects with an empty vault in them. */
  static MemoryObjectStore emptyVault() {
    MemoryObjectStore objects = new MemoryObjectStore();
    Vault.init(
            objects,
            Password.of("p"),
            Randomness.SECURE,
            new SkippingClock(),
            KdfParameters.forTests())
        .close();
    return objects;
  }

  /** What removes sets, with one rule of this lifecycle. */
  Prune prune(Vault vault, Rule.Lifecycle lifecycle) {
    Installation plain = installation();
    Rule rule = plain.rules().getFirst();
    return new Prune(
        new Installation(
            plain.name(),
            plain.vault(),
            plain.state(),
            plain.suspension(),
            plain.stores(),
            plain.references(),
            List.of(
                new Rule(
                    rule.name(), null, ZoneOffset.UTC, rule.coldWindow(), lifecycle, List.of()))),
        vault,
        providers,
        clock);
  }

  /** So many sets stay. */
  static Rule.Lifecycle keepLast(int count) {
    OptionalInt none = OptionalInt.empty();
    return new Rule.Lifecycle(
        new Rule.Keep(OptionalInt.of(count), none, none, none, none, none), null, null);
  }

  /** A second tree, {@code disk2}, which is in one level with {@code disk}. */
  BackupBed withSecondTree() {
    moreStores = List.of(new StoreSpec.Files("disk2", directory.resolve("live2"), List.of()));
    return this;
  }

  BackupBed suspendedBy(SuspendedSide side) {
    driver = new Suspension.Http(side.url());
    return this;
  }

  Path state() {
    return directory.resolve("state");
  }

  Installation installation() {
    return new Installation(
        "billing",
        new VaultLocation(directory.resolve("vault").toString(), null),
        state(),
        new Suspension(driver, drain, Duration.ofSeconds(60)),
        Stream.concat(
                Stream.of(
                    new StoreSpec.Files("disk", directory.resolve("live"), List.of()),
                    new StoreSpec.Derby(
                        "db", "jdbc:derby://127.0.0.1:1/db", directory.resolve("live/systemdb"))),
                moreStores.stream())
            .toList(),
        references,
        List.of(rule()));
  }

  private Rule rule() {
    return new Rule(
        "nightly",
        null,
        ZoneOffset.UTC,
        new Rule.ColdWindow(true, budget, sweep, onOverrun, onUnproved),
        Rule.Lifecycle.FOREVER,
        List.of());
  }

  Vault open() {
    return open(connection);
  }

  Vault open(ObjectStore store) {
    return Vault.open(store, Password.of("p"), Randomness.SECURE, clock);
  }

  Backup.Result run() {
    Installation installation = installation();
    try (Vault vault = open()) {
      return new Backup(
              installation,
              installation.rules().getFirst(),
              vault,
              providers,
              clock,
              Randomness.SECURE,
              new Backup.Options(
                  state(),
                  2,
                  "0.1.0",
                  step -> {
                    steps.add(step);
                    listener.accept(step);
                  }))
          .run(Progress.NONE);
    }
  }

  /** Reads everything in a set. */
  void prove(Backup.Result result) {
    try (Vault vault = open()) {
      new Verify(vault, providers, clock, 1, directory)
          .run(result.snapshot(), result.set(), true, Progress.NONE);
    }
  }

  /** How many sets are listed; every one of them is read and must be whole. */
  int wholeSets() {
    try (Vault vault = open()) {
      Sets sets = new Sets(vault, "billing");
      var found = sets.list();
      found.forEach(
          snapshot -> {
            var set = sets.manifest(snapshot);
            new Verify(vault, providers, clock, 1, directory)
                .run(snapshot, set, true, Progress.NONE);
          });
      return found.size();
    }
  }

  /** What killed or failed runs left. */
  List<Path> leftRuns() {
    Path runs = state().resolve("runs");
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> left = Files.list(runs)) {
      return left.toList();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
