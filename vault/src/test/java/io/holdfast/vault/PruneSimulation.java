package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: writers, pruners and a reader over one vault, all of them the real classes, one
 * store call at a time. Some sleep, some die, and their clocks differ by up to a year.
 */
final class PruneSimulation {
  /** What one schedule came to. */
  record Outcome(List<String> wrong, Map<ErrorCode, Integer> refused, int commits, int deleted) {}

  private static final int CONTENTS = 10;
  private static final Randomness FOR_KEYS = Randomness.ofSeed(1);
  private static final MasterKey KEY = MasterKey.random(FOR_KEYS);
  private static final Config CONFIG = Config.fresh(FOR_KEYS);
  private static Randomness current = FOR_KEYS;

  /** Benches are costly and have no memory of what was done on them. */
  private static final Benches BENCHES = new Benches(KEY, PruneSimulation::fill);

  private static synchronized void fill(byte[] bytes) {
    current.fill(bytes);
  }

  private final Random random;
  private final Broken broken;
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Turns turns;
  private final List<String> wrong = new ArrayList<>();
  private final Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
  private Instant now = TestVault.TIME;
  private int commits;
  private int deleted;

  PruneSimulation(long seed, Broken broken) {
    this.random = new Random(seed);
    this.broken = broken;
    current = Randomness.ofSeed(seed);
    this.turns =
        new Turns(
            random,
            0.01 * (1 << random.nextInt(4)),
            random.nextInt(3) == 0 ? 0.003 : 0,
            this::letTimePass);
  }

  /** While one sleeps, time may pass for all: so locks become stale. */
  private void letTimePass() {
    if (random.nextInt(3) == 0) {
      now = now.plus(Duration.ofMinutes(random.nextInt(90)));
    }
  }

  Outcome run() {
    Parallel.alone(this::play);
    return new Outcome(wrong, refused, commits, deleted);
  }

  private void play() {
    begin();
    int writers = 1 + random.nextInt(3);
    int pruners = 1 + random.nextInt(2);
    for (int i = 0; i < writers; i++) {
      start("writer " + i, false, this::write);
    }
    for (int i = 0; i < pruners; i++) {
      start("pruner " + i, true, this::prune);
    }
    start("reader", false, this::read);
    turns.play();
    proveWhole("at the end");
    proveThatTheNextPruneCompletes();
  }

  /** A vault with a few snapshots, some of which are forgotten. */
  private void begin() {
    Vault vault = vault(store, clock(Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      try (VaultWriter writer = vault.writer()) {
        backUp(vault, writer);
      }
    }
    vault.forget(vault.snapshots().subList(0, 1 + random.nextInt(2)));
    if (random.nextBoolean()) {
      vault.prune(new PruneOptions(Duration.ofHours(1)), Progress.NONE);
    }
  }

  private Vault vault(ObjectStore view, Clock clock) {
    Documents documents = new Documents(view, KEY, PruneSimulation::fill, 1);
    return new Vault(
        new Vault.Parts(
            view,
            KEY,
            CONFIG,
            documents,
            new Index(view, documents),
            BENCHES,
            PruneSimulation::fill,
            clock),
        new BlobId(0, 0, 0, 0));
  }

  private interface Program {
    void run(Vault vault);
  }

  private void start(String name, boolean pruning, Program program) {
    Turns.Seat seat = turns.seat(name);
    FaultyStore view = new FaultyStore(store).by(call -> seat.await());
    broken.in(view, store, pruning);
    Duration wrongBy =
        random.nextInt(4) == 0
            ? Duration.ofMinutes(random.nextLong(2 * 365 * 24 * 60) - 365 * 24 * 60)
            : Duration.ZERO;
    Vault vault = vault(view, clock(wrongBy));
    turns.start(
        seat,
        () ->
            Parallel.alone(
                () -> {
                  try {
                    program.run(vault);
                  } catch (HoldfastException failure) {
                    judge(name, view, failure);
                  } catch (RuntimeException | Error mistake) {
                    wrong.add(name + " made a mistake: " + mistake);
                  }
                }));
  }

  private void judge(String name, FaultyStore view, HoldfastException failure) {
    if (view.isDead()) {
      return;
    }
    refused.merge(failure.code(), 1, Integer::sum);
    boolean honest =
        switch (failure.code()) {
          case VAULT_LOCKED, PRUNE_OVERTOOK -> true;
          // A prune that slept may find the trees gone of a snapshot forgotten meanwhile.
          case BLOB_MISSING -> name.startsWith("pruner");
          default -> false;
        };
    if (!honest) {
      wrong.add(name + " failed: " + failure.code().code() + " " + failure.getMessage());
    }
  }

  private Clock clock(Duration wrongBy) {
    return new Clock() {
      @Override
      public Instant now() {
        return now.plus(wrongBy);
      }

      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public void sleep(Duration duration) {}
    };
  }

  private void write(Vault vault) {
    int runs = 1 + random.nextInt(2);
    for (int i = 0; i < runs; i++) {
      try (VaultWriter writer = vault.writer()) {
        if (random.nextBoolean()) {
          writer.adoptOrphans();
        }
        backUp(vault, writer);
        commits++;
      }
    }
  }

  /** Content that others store too, and sometimes a whole directory that is there already. */
  private void backUp(Vault vault, VaultWriter writer) {
    List<Node> outer = new ArrayList<>();
    List<Node> inner = new ArrayList<>();
    for (int i = 0; i < CONTENTS; i++) {
      if (random.nextInt(3) == 0) {
        Content content = TestVault.save(writer, TestVault.text(i, 60 + 20 * i));
        (random.nextBoolean() ? inner : outer).add(TestVault.file("file-" + i, content));
      }
    }
    BlobId directory =
        Optional.ofNullable(random.nextBoolean() ? earlier(vault) : null)
            .filter(writer::hasTree)
            .orElseGet(() -> writer.save(new Tree(inner)));
    if (random.nextInt(3) == 0) {
      writer.flush();
    }
    outer.add(TestVault.directory("inner", directory));
    writer.commit(TestVault.draft(writer.save(new Tree(outer))));
  }

  /** A directory of a snapshot that was found after the writer was opened. */
  private @Nullable BlobId earlier(Vault vault) {
    List<Snapshot> all = vault.listing().snapshots();
    if (all.isEmpty()) {
      return null;
    }
    try {
      return vault.tree(all.get(random.nextInt(all.size())).tree()).nodes().stream()
          .map(Node::subtree)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    } catch (HoldfastException forgottenAndPruned) {
      return null;
    }
  }

  private void prune(Vault vault) {
    int runs = 1 + random.nextInt(3);
    for (int i = 0; i < runs; i++) {
      List<Snapshot> all = vault.listing().snapshots();
      if (!all.isEmpty() && random.nextBoolean()) {
        vault.forget(List.of(all.get(random.nextInt(all.size()))));
      }
      Duration grace = random.nextInt(3) == 0 ? Duration.ofMinutes(30) : Duration.ZERO;
      deleted += (int) vault.prune(new PruneOptions(grace), Progress.NONE).deleted().count();
    }
  }

  /** Whoever restores is not disturbed, unless the snapshot is forgotten under his hands. */
  private void read(Vault vault) {
    for (Snapshot snapshot : vault.listing().snapshots()) {
      try {
        Backup.read(vault, snapshot);
      } catch (HoldfastException failure) {
        if (store.exists(ObjectKind.SNAPSHOT, snapshot.id().hex())) {
          throw failure;
        }
      }
    }
  }

  /** P1: every snapshot that can be listed has everything. */
  private void proveWhole(String when) {
    Vault vault = vault(store, clock(Duration.ZERO));
    for (Snapshot snapshot : vault.snapshots()) {
      try {
        Backup.read(vault, snapshot);
      } catch (HoldfastException failure) {
        wrong.add(snapshot.id().brief() + " is broken " + when + ": " + failure.getMessage());
      }
    }
  }

  /** P4: the next prune, when nobody lives any more, puts everything in order. */
  private void proveThatTheNextPruneCompletes() {
    if (!wrong.isEmpty()) {
      return;
    }
    now = now.plus(Duration.ofDays(800));
    Vault vault = vault(store, clock(Duration.ZERO));
    Set<BlobId> before = Set.copyOf(vault.snapshots().stream().map(Snapshot::id).toList());
    try {
      for (int i = 0; i < 2; i++) {
        vault.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
      }
    } catch (HoldfastException failure) {
      wrong.add("the next prune: " + failure.code().code() + " " + failure.getMessage());
    }
    proveWhole("after the next prune");
    Set<BlobId> after = Set.copyOf(vault.snapshots().stream().map(Snapshot::id).toList());
    if (!before.equals(after)) {
      wrong.add("the next prune changed the snapshots");
    }
    vault
        .check(new CheckOptions(true), Progress.NONE)
        .findings()
        .forEach(
            finding -> {
              if (!finding.message().startsWith("Unused")) {
                wrong.add("check: " + finding.object() + ": " + finding.message());
              }
            });
    if (!store.list(ObjectKind.STAGED).isEmpty() || store.list(ObjectKind.PRUNE).size() > 1) {
      wrong.add("something is left lying about");
    }
  }
}
