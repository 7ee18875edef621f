package io.holdfast.engine;

import io.holdfast.engine.closure.Closure;
import io.holdfast.engine.closure.ClosureCheck;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings one store back by its log, where the store is lost and the disk is not. What comes back is
 * older than the disk, which is legal; that the files which it names are on the disk as it is now
 * is looked at before anything is exchanged (I5).
 */
public final class Recovery {
  private static final String LABEL = "recovery";

  private final Installation installation;
  private final StoreSpec store;
  private final Providers providers;
  private final LogRecovery log;
  private final Clock clock;
  private final int threads;

  /**
   * What a recovery did.
   *
   * @param closure what the references into the live disk came to
   * @param unproved why it could not be opened here; then nothing was looked up on the disk
   * @param unchecked what could not be looked at of an opened one
   * @param kept what was replaced, as {@code live → old}
   */
  public record Report(
      LogRecovery.Recovered recovered,
      Closure closure,
      Optional<String> unproved,
      List<String> unchecked,
      Optional<String> kept) {}

  /**
   * @param store by its name in the configuration
   * @throws HoldfastException HF-208 if there is no such store or no log is kept of it
   */
  public Recovery(
      Installation installation,
      String store,
      Vault vault,
      Providers providers,
      Clock clock,
      int threads) {
    this.installation = installation;
    this.providers = providers;
    this.clock = clock;
    this.threads = threads;
    this.store =
        installation.stores().stream()
            .filter(spec -> spec.name().equals(store))
            .findFirst()
            .orElseThrow(() -> noLog("There is no store '%s'".formatted(store), installation));
    this.log =
        providers
            .of(this.store.kind())
            .logRecovery(
                this.store,
                new LogContext(
                    installation.name(),
                    vault,
                    () -> new Sets(vault, installation.name()).of(this.store),
                    clock,
                    threads))
            .orElseThrow(
                () -> noLog("No log of the store '%s' is kept".formatted(store), installation));
  }

  private static HoldfastException noLog(String what, Installation installation) {
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        "%s in the installation '%s'".formatted(what, installation.name()),
        "Nothing was changed.",
        "Name a store of kind postgresql that has 'physical', or of kind derby with 'logArchive';"
            + " for others, restore a set.");
  }

  /** What the vault has, oldest first. */
  public List<LogRecovery.Span> spans() {
    return log.spans();
  }

  /** Recovers below a new or empty directory. */
  public Report into(Optional<Instant> to, Path directory, Progress progress) {
    Path target = directory.toAbsolutePath().normalize();
    Refusals.refuseFullTarget(target);
    LogRecovery.Restorable found = log.require(to);
    Restore.createDirectories(target);
    Path restored = target.resolve(store.name());
    LogRecovery.Recovered recovered = found.restore(restored, target, progress);
    StoreRestore driver = providers.of(store.kind()).restore(clock, threads);
    try (StoreRestore.OpenedDatabase opened = driver.open(restored, target)) {
      return new Report(
          recovered, closure(opened), opened.unproved(), opened.unchecked(), Optional.empty());
    }
  }

  /**
   * Recovers beside the live data, proves it there, and then exchanges the two.
   *
   * @param scratch a directory that may be filled
   */
  public Report inPlace(Optional<Instant> to, Path scratch, Progress progress) {
    Refusals.refuseRunning(installation, providers, clock);
    LogRecovery.Restorable found = log.require(to);
    Optional<ServerRestore> server = providers.of(store.kind()).intoServer(store, clock, threads);
    return server.isPresent()
        ? inServer(server.get(), found, scratch, progress)
        : inDirectory(store.place().orElseThrow(), found, scratch, progress);
  }

  private Report inDirectory(
      Path live, LogRecovery.Restorable found, Path scratch, Progress progress) {
    Refusals.refuseMounts(live, false);
    Path replacement = Swap.newBeside(live);
    Restore.deleteTree(replacement);
    LogRecovery.Recovered recovered;
    Closure closure;
    List<String> unchecked;
    try {
      recovered = found.restore(replacement, scratch, progress);
      StoreRestore driver = providers.of(store.kind()).restore(clock, threads);
      try (StoreRestore.OpenedDatabase opened = driver.open(replacement, scratch)) {
        closure = closure(opened);
        unchecked = opened.unchecked();
      }
      Refusals.refuseRunning(installation, providers, clock);
    } catch (RuntimeException unproved) {
      Restore.deleteTree(replacement);
      throw unproved;
    }
    Swap swap = new Swap(Posix.FILES);
    Optional<String> kept =
        swap.exchange(List.of(live), LABEL).stream()
            .map(one -> one.live() + " → " + one.old())
            .findFirst();
    List<String> doubts = new ArrayList<>(unchecked);
    swap.doubt().ifPresent(doubts::add);
    return new Report(recovered, closure, Optional.empty(), doubts, kept);
  }

  private Report inServer(
      ServerRestore server, LogRecovery.Restorable found, Path scratch, Progress progress) {
    server.refuseUnfit();
    Path restored = scratch.resolve(store.name());
    LogRecovery.Recovered recovered = found.restore(restored, scratch, progress);
    Closure closure;
    List<String> unchecked;
    try {
      try (StoreRestore.OpenedDatabase opened = server.prepare(restored, scratch, progress)) {
        closure = closure(opened);
        unchecked = opened.unchecked();
      }
      Refusals.refuseRunning(installation, providers, clock);
      server.refuseUnfit();
    } catch (RuntimeException unproved) {
      server.discard();
      throw unproved;
    }
    Optional<String> kept = server.exchange(LABEL);
    return new Report(recovered, closure, Optional.empty(), unchecked, kept);
  }

  private Closure closure(StoreRestore.OpenedDatabase opened) {
    ClosureCheck check = new ClosureCheck(true);
    if (opened.unproved().isEmpty()) {
      for (Reference reference : installation.references()) {
        Optional<Path> root = rootOf(reference.to());
        if (reference.from().equals(store.name()) && root.isPresent()) {
          check.check(
              opened.references(reference.query()),
              reference.to(),
              reference.base(),
              new DirectoryReferents(root.get()));
        }
      }
    }
    if (check.open() > 0) {
      throw Verify.openClosure(check, "the recovered data, looked up on the disk as it is,");
    }
    return check.closure();
  }

  private Optional<Path> rootOf(String name) {
    return installation.stores().stream()
        .filter(spec -> spec.name().equals(name))
        .filter(StoreSpec.Files.class::isInstance)
        .map(spec -> ((StoreSpec.Files) spec).root())
        .findFirst();
  }
}
