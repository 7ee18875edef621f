package io.holdfast.engine;

import io.holdfast.engine.closure.ClosureCheck;
import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.plan.FixingOrder;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import io.holdfast.platform.posix.OpenForWriting;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one recovery set: prepare, suspend, fix, resume, complete, seal.
 *
 * <p>The order of the steps is the product. Stores are fixed referrers first (I2), nothing is sent
 * to the vault while processing is suspended, the suspension ends before anything else is decided
 * (I3), and the snapshot is written last (I1). Each step is in the journal before the next begins;
 * {@code docs/design/0002-window-and-set.md} says what a kill after each of them leaves.
 */
public final class Backup {
  /** Below the state directory: what stores keep from one run to the next. */
  private static final String CACHE = "cache";

  private final Installation installation;
  private final Rule rule;
  private final Vault vault;
  private final Providers providers;
  private final Clock clock;
  private final Randomness randomness;
  private final Options options;

  /**
   * What does not change what is made.
   *
   * @param state Holdfast's own directory for this installation
   * @param threads how many files are read at once
   * @param version of this program, for the manifest
   * @param listener told of each step when it is durable
   */
  public record Options(Path state, int threads, String version, Consumer<Step> listener) {}

  /**
   * A sealed set.
   *
   * @param notes what failed after the set was sealed, and did it no harm
   */
  public record Result(Snapshot snapshot, RecoverySet set, long newBytes, List<String> notes) {
    public Result {
      notes = List.copyOf(notes);
    }

    private Result noting(RuntimeException failed) {
      return new Result(
          snapshot,
          set,
          newBytes,
          List.of("the set is sealed; what followed failed: " + failed.getMessage()));
    }
  }

  public Backup(
      Installation installation,
      Rule rule,
      Vault vault,
      Providers providers,
      Clock clock,
      Randomness randomness,
      Options options) {
    this.installation = installation;
    this.rule = rule;
    this.vault = vault;
    this.providers = providers;
    this.clock = clock;
    this.randomness = randomness;
    this.options = options;
  }

  /**
   * Runs to the end; a failure leaves no set, processing running, and nothing that the next run
   * does not clean up. What fails once the set is sealed is noted, since the set is there.
   *
   * @throws HoldfastException HF-108 if it is not known whether the set was sealed
   */
  public Result run(Progress progress) {
    Outcome outcome = new Outcome();
    try {
      return run(outcome, progress);
    } catch (RuntimeException failed) {
      Result sealed = outcome.sealed;
      if (sealed == null || isAlarm(failed)) {
        throw failed;
      }
      return sealed.noting(failed);
    }
  }

  /** Holds the set from the moment that it is in the vault, whatever happens after it. */
  private static final class Outcome {
    private @Nullable Result sealed;
  }

  private Result run(Outcome outcome, Progress progress) {
    try (StateDirectory state = StateDirectory.lock(options.state())) {
      Leftovers.cleanUp(state, installation, clock);
      installation.stores().stream()
          .filter(StoreSpec.Files.class::isInstance)
          .map(StoreSpec.Files.class::cast)
          .forEach(files -> MountedContent.refuseHalf(files.root()));
      try (VaultWriter writer = vault.writer()) {
        writer.adoptOrphans();
        StateDirectory.Run run = state.begin(clock, randomness, options.listener());
        try {
          Result result = new Attempt(run, writer, outcome, progress).toTheEnd();
          run.finish();
          return result;
        } catch (RuntimeException failed) {
          if (isAlarm(failed)) {
            throw failed;
          }
          try {
            run.finish();
          } catch (RuntimeException leftForTheNextRun) {
            failed.addSuppressed(leftForTheNextRun);
          }
          throw Thread.currentThread().isInterrupted() ? interruption(failed) : failed;
        }
      }
    }
  }

  /** One run's work. */
  private final class Attempt {
    private final StateDirectory.Run run;
    private final VaultWriter writer;
    private final Outcome outcome;
    private final Progress progress;
    private final List<Doubt> doubts = new ArrayList<>();
    private final EarlierSet earlier;

    Attempt(StateDirectory.Run run, VaultWriter writer, Outcome outcome, Progress progress) {
      this.run = run;
      this.writer = writer;
      this.outcome = outcome;
      this.progress = progress;
      this.earlier = new EarlierSet(vault, installation.name());
    }

    Result toTheEnd() {
      run.journal().record(Step.STARTED);
      List<List<Store>> levels = new ArrayList<>();
      List<Store> stores = new ArrayList<>();
      try {
        for (List<StoreSpec> specs : FixingOrder.levelsOrRefuse(installation)) {
          List<Store> level = new ArrayList<>();
          for (StoreSpec spec : specs) {
            Store store = open(spec);
            stores.add(store);
            level.add(store);
          }
          levels.add(level);
        }
        return capture(stores, fix(levels));
      } finally {
        stores.reversed().forEach(Store::close);
      }
    }

    /** Returns when every store is fixed, processing runs, and what can be proved is proved. */
    private Fixing fix(List<List<Store>> levels) {
      try (StoreThreads threads = new StoreThreads()) {
        Preparing preparing = new Preparing(levels, threads, progress).inRounds();
        writer.flush();
        run.journal().record(Step.PREPARED);
        if (rule.suspends(installation.suspension())) {
          preparing.refuseIfOver(rule.coldWindow());
        }
        return new Fixing(installation, rule, run, clock, progress, levels, threads, openFiles())
            .throughTheWindows();
      }
    }

    private OpenForWriting openFiles() {
      List<Path> trees = new ArrayList<>();
      List<Path> owned = new ArrayList<>();
      for (StoreSpec spec : installation.stores()) {
        if (spec instanceof StoreSpec.Files files) {
          trees.add(files.root());
        }
        owned.addAll(ownedElsewhere(spec));
      }
      return new OpenForWriting(trees, owned);
    }

    private Result capture(List<Store> stores, Fixing fixing) {
      doubts.addAll(fixing.doubts());
      Map<String, Node> nodes = new LinkedHashMap<>();
      List<Member> members = new ArrayList<>();
      for (Store store : stores) {
        stopIfInterrupted();
        CapturedMember captured = store.complete(progress);
        doubts.addAll(captured.doubts());
        String path = SetTree.pathOf(providers.of(store.kind()).role(), store.name());
        nodes.put(path, captured.root());
        members.add(member(store, path, fixing.point(store), clock.now(), captured));
        run.journal().record(Step.COMPLETED, store.name());
      }
      writer.flush();
      long resolving = checkClosure(stores, nodes);
      run.journal().record(Step.CHECKED);
      stopIfInterrupted();
      return seal(nodes, manifest(fixing, members, resolving));
    }

    private Result seal(Map<String, Node> nodes, RecoverySet set) {
      BlobId tree = SetTree.save(set, nodes, writer);
      Snapshot snapshot =
          writer.commit(
              new SnapshotDraft(
                  set.sealed(),
                  earlier.snapshot().map(Snapshot::id).orElse(null),
                  tree,
                  List.of("/" + set.installation()),
                  set.host(),
                  Processes.userName(),
                  0,
                  0,
                  Sets.tags(set),
                  null,
                  "holdfast " + options.version()));
      Result sealed = new Result(snapshot, set, writer.stats().newBytesStored(), List.of());
      outcome.sealed = sealed;
      run.journal().record(Step.SEALED, snapshot.id().hex());
      // From now on, and not from when somebody first prunes, the new set's time runs.
      vault.retention().decide(installation.vault().minimumRetention());
      return sealed;
    }

    /**
     * Existence and length only: the hashes are read when the set is verified and restored.
     *
     * @return how many references resolve
     */
    private long checkClosure(List<Store> stores, Map<String, Node> nodes) {
      ClosureCheck check = new ClosureCheck(false);
      for (Reference reference : installation.references()) {
        Store from = named(stores, reference.from());
        Store to = named(stores, reference.to());
        Node disk =
            Objects.requireNonNull(
                nodes.get(SetTree.pathOf(providers.of(to.kind()).role(), to.name())));
        check.check(
            from.references(reference.query()),
            reference.to(),
            reference.base(),
            new MemberReferents(vault, disk));
      }
      if (check.open() > 0) {
        doubts.add(
            new Doubt(
                Grade.CRASH_CONSISTENT,
                "%d references do not resolve, the first: %s"
                    .formatted(check.open(), check.findings().getFirst())));
      }
      return check.checked() - check.open();
    }

    private RecoverySet manifest(Fixing fixing, List<Member> members, long resolving) {
      Instant sealed = clock.now();
      RecoverySet set =
          new RecoverySet(
              installation.name(),
              rule.name(),
              run.id(),
              Processes.hostName(),
              options.version(),
              Grade.CONSISTENT,
              List.of(),
              fixing.window(),
              fixing.earlierWindows(),
              members,
              installation.references(),
              resolving,
              sealed);
      Optional<String> illegal = set.illegalPair();
      illegal.ifPresent(pair -> doubts.add(new Doubt(Grade.CRASH_CONSISTENT, pair)));
      Grade grade = doubts.stream().map(Doubt::lowersTo).reduce(Grade.CONSISTENT, Grade::and);
      return new RecoverySet(
          set.installation(),
          set.rule(),
          set.run(),
          set.host(),
          set.holdfastVersion(),
          grade,
          doubts.stream().map(Doubt::reason).toList(),
          set.window(),
          set.earlierWindows(),
          members,
          set.references(),
          resolving,
          sealed);
    }

    private Store open(StoreSpec spec) {
      StoreProvider provider = providers.of(spec.kind());
      return provider.open(
          spec,
          new StoreContext(
              installation,
              writer,
              vault,
              clock,
              run.workFor(spec.name()),
              options.state().resolve(CACHE).resolve(spec.name()),
              ownedElsewhere(spec),
              earlier.member(spec).orElse(null),
              rule.coldWindow().sweep(),
              options.threads()));
    }

    /** What a tree must not capture although it lies inside. */
    private List<Path> ownedElsewhere(StoreSpec spec) {
      List<Path> owned = new ArrayList<>();
      owned.add(options.state().toAbsolutePath());
      if (!installation.vault().location().contains("://")) {
        owned.add(Path.of(installation.vault().location()).toAbsolutePath());
      }
      if (spec instanceof StoreSpec.Files files) {
        owned.addAll(MountedContent.ownIn(files.root()));
      }
      for (StoreSpec other : installation.stores()) {
        if (!other.name().equals(spec.name())) {
          owned.addAll(providers.of(other.kind()).ownedPaths(other));
        }
      }
      return owned;
    }
  }

  /** While it is not known whether processing runs, the run must stay for the next one to see. */
  private static boolean isAlarm(Throwable failed) {
    boolean itself =
        failed instanceof HoldfastException known && known.code() == ErrorCode.RESUME_UNCONFIRMED;
    return itself || Arrays.stream(failed.getSuppressed()).anyMatch(Backup::isAlarm);
  }

  /**
   * An interruption makes whatever was waiting fail in its own way; the operator asked for the
   * stop.
   */
  private static HoldfastException interruption(RuntimeException failed) {
    return failed instanceof HoldfastException known && known.code() == ErrorCode.INTERRUPTED
        ? known
        : new HoldfastException(
            ErrorCode.INTERRUPTED,
            "The backup was interrupted: " + failed.getMessage(),
            "Processing runs and earlier sets are untouched; 'holdfast sets' tells if this one was"
                + " sealed.",
            "Run the command again; it makes use of what is in the vault already.",
            failed);
  }

  private static Member member(
      Store store, String path, Point point, Instant completed, CapturedMember captured) {
    return new Member(
        store.name(),
        store.kind(),
        path,
        point,
        completed,
        captured.files(),
        captured.bytes(),
        captured.evidence());
  }

  private static Store named(List<Store> stores, String name) {
    return stores.stream().filter(store -> store.name().equals(name)).findFirst().orElseThrow();
  }

  static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "The work was interrupted",
          "Processing runs; no set was sealed and no live data replaced; sealed sets are"
              + " untouched.",
          "Run the command again; it makes use of what is in the vault already.");
    }
  }
}
