package io.holdfast.engine;

import io.holdfast.engine.closure.Closure;
import io.holdfast.engine.closure.ClosureCheck;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.EraLog;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a sealed set back: files first, then the database, then the closure check, and only then,
 * for a restore in place, the exchange with the live data (I5).
 */
public final class Restore {
  private final Installation installation;
  private final Vault vault;
  private final Providers providers;
  private final Clock clock;
  private final int threads;
  private final Optional<Combination> combination;

  /**
   * What a restore did.
   *
   * @param closure what the references came to
   * @param kept where the data is that was replaced, as {@code live → old}
   * @param notes what could not be restored exactly though nothing is missing
   * @param unchecked what could not be looked at in a database that was proved otherwise
   * @param fromLog what came back out of a log in the place of the set's own database
   */
  public record Report(
      List<Placement> placements,
      Closure closure,
      List<String> kept,
      List<String> notes,
      List<String> unchecked,
      Optional<LogRecovery.Recovered> fromLog) {}

  public Restore(
      Installation installation, Vault vault, Providers providers, Clock clock, int threads) {
    this(installation, vault, providers, clock, threads, Optional.empty());
  }

  private Restore(
      Installation installation,
      Vault vault,
      Providers providers,
      Clock clock,
      int threads,
      Optional<Combination> combination) {
    this.installation = installation;
    this.vault = vault;
    this.providers = providers;
    this.clock = clock;
    this.threads = threads;
    this.combination = combination;
  }

  /** The same, of the set that it names, with its database in the place of the set's own. */
  public Restore with(Combination combined) {
    return new Restore(installation, vault, providers, clock, threads, Optional.of(combined));
  }

  /** What {@link #into} would do; looks at everything that could refuse it, and changes nothing. */
  public List<Placement> planInto(Snapshot snapshot, RecoverySet set, Path target) {
    refuseIllegal(snapshot, set);
    refuseCold(snapshot);
    Refusals.refuseFullTarget(target);
    return Placement.into(target, set, installation);
  }

  /**
   * What {@link #inPlace} would do; changes nothing.
   *
   * @param scratch as there
   */
  public List<Placement> planInPlace(Snapshot snapshot, RecoverySet set, Path scratch) {
    refuseIllegal(snapshot, set);
    refuseCold(snapshot);
    Refusals.refuseRunning(installation, providers, clock);
    List<Placement> placements = Placement.besideTheLive(set, installation, scratch);
    for (Placement placement : placements) {
      if (placement.takesPlaceOfDirectory()) {
        Path live = Swap.liveOf(placement.directory());
        Refusals.refuseMounts(live, placement.isTree());
      }
    }
    servers(placements).refuseUnfit();
    return placements;
  }

  /** Restores below a new or empty directory, which it fills and proves. */
  public Report into(Snapshot snapshot, RecoverySet set, Path target, Progress progress) {
    List<Placement> placements = planInto(snapshot, set, target.toAbsolutePath().normalize());
    createDirectories(target);
    return restoreAndProve(snapshot, set, placements, servers(placements), progress);
  }

  /**
   * Restores beside the live data, proves it there, then exchanges the two. Databases in servers
   * are exchanged before directories: killed in between, the database is older than the disk, which
   * is the order that is legal.
   *
   * @param scratch a directory that may be filled with what goes into a server
   */
  public Report inPlace(Snapshot snapshot, RecoverySet set, Path scratch, Progress progress) {
    List<Placement> placements = planInPlace(snapshot, set, scratch);
    Servers servers = servers(placements);
    List<Path> lives = livesOf(placements);
    lives.forEach(Restore::settle);
    lives.forEach(live -> deleteTree(Swap.newBeside(live)));
    Report proved;
    try {
      proved = restoreAndProve(snapshot, set, placements, servers, progress);
      Refusals.refuseRunning(installation, providers, clock);
    } catch (RuntimeException unproved) {
      servers.discard();
      lives.forEach(live -> deleteTree(Swap.newBeside(live)));
      throw unproved;
    }
    List<String> notes = new ArrayList<>(proved.notes());
    List<String> kept = exchange(servers, lives, snapshot.id().brief(), notes);
    return new Report(
        placements, proved.closure(), kept, notes, proved.unchecked(), proved.fromLog());
  }

  /** What a killed restore was doing to a mount point's content is brought to an end. */
  private static void settle(Path live) {
    if (MountedContent.isMountPoint(live)) {
      try {
        new MountedContent(Posix.FILES, live).settle(new Renames());
      } catch (IOException failed) {
        throw new UncheckedIOException(
            "What an earlier restore left half done cannot be completed: " + live, failed);
      }
    }
  }

  private static List<String> exchange(
      Servers servers, List<Path> lives, String label, List<String> notes) {
    List<String> kept = new ArrayList<>(servers.exchange(label));
    Swap swap = new Swap(Posix.FILES);
    try {
      for (Swap.Kept one : swap.exchange(lives, label)) {
        kept.add(one.live() + " → " + one.old());
      }
      swap.doubt().ifPresent(notes::add);
      return kept;
    } catch (RuntimeException failed) {
      servers.takeBack(failed);
      throw failed;
    }
  }

  private Servers servers(List<Placement> placements) {
    return new Servers(placements, providers, clock, threads);
  }

  private Report restoreAndProve(
      Snapshot snapshot,
      RecoverySet set,
      List<Placement> placements,
      Servers servers,
      Progress progress) {
    List<String> notes = new ArrayList<>();
    Optional<LogRecovery.Recovered> fromLog = Optional.empty();
    for (Placement placement : placements) {
      Backup.stopIfInterrupted();
      Member member = placement.member();
      createDirectories(parentOf(placement.directory()));
      Node root = Sets.memberNode(vault, snapshot, member);
      if (combination.filter(one -> one.store().equals(member.store())).isPresent()) {
        LogRecovery.Recovered recovered =
            recover(combination.get(), root, placement.directory(), progress);
        notes.addAll(recovered.notes());
        fromLog = Optional.of(recovered);
      } else {
        notes.addAll(driver(member).restore(vault, root, placement.directory(), progress));
      }
    }
    List<String> unchecked = new ArrayList<>();
    Closure closure = checkClosure(set, placements, servers, notes, unchecked, progress);
    return new Report(placements, closure, List.of(), notes, unchecked, fromLog);
  }

  /** Nothing comes back that the set's own member has not: so it is not newer than the disk. */
  private LogRecovery.Recovered recover(
      Combination combined, Node member, Path directory, Progress progress) {
    return new LogEras(installation, vault, providers, clock)
        .of(combined.store())
        .restore(
            EraLog.Wanted.asOf(combined.time()).notBehind(member),
            directory,
            parentOf(directory),
            progress);
  }

  private Closure checkClosure(
      RecoverySet set,
      List<Placement> placements,
      Servers servers,
      List<String> notes,
      List<String> unchecked,
      Progress progress) {
    ClosureCheck check = new ClosureCheck(true);
    for (Placement database : placements) {
      List<Reference> references =
          set.references().stream()
              .filter(reference -> reference.from().equals(database.member().store()))
              .toList();
      if (database.member().kind().equals("files")) {
        continue;
      }
      // Opened even without references: a database that does not start is not restored.
      try (StoreRestore.OpenedDatabase opened =
          open(database, servers, parentOf(placements.getFirst().directory()), progress)) {
        if (opened.unproved().isPresent()) {
          notes.add(opened.unproved().get());
          continue;
        }
        unchecked.addAll(opened.unchecked());
        for (Reference reference : references) {
          check.check(
              opened.references(reference.query()),
              reference.to(),
              reference.base(),
              new DirectoryReferents(directoryOf(placements, reference.to())));
        }
      }
    }
    if (check.open() > 0) {
      throw Verify.openClosure(check, "the restored data");
    }
    return check.closure();
  }

  private StoreRestore.OpenedDatabase open(
      Placement database, Servers servers, Path work, Progress progress) {
    if (database.server().isPresent()) {
      Path dump = database.directory();
      return servers.prepare(database.server().get(), dump, parentOf(dump), progress);
    }
    return driver(database.member()).open(database.directory(), work);
  }

  private static Path directoryOf(List<Placement> placements, String store) {
    return placements.stream()
        .filter(placement -> placement.member().store().equals(store))
        .map(Placement::directory)
        .findFirst()
        .orElseThrow();
  }

  private StoreRestore driver(Member member) {
    return providers.of(member.kind()).restore(clock, threads);
  }

  private void refuseCold(Snapshot snapshot) {
    vault.coldTier().requireWarm(snapshot.tree(), snapshot.id().brief());
  }

  private static void refuseIllegal(Snapshot snapshot, RecoverySet set) {
    set.illegalPair()
        .ifPresent(
            pair -> {
              throw new HoldfastException(
                  ErrorCode.ILLEGAL_PAIR,
                  "Set %s pairs a newer database with an older disk: %s"
                      .formatted(snapshot.id().brief(), pair),
                  "Nothing was changed.",
                  "Use a set whose grade is consistent; 'holdfast sets' lists them.");
            });
  }

  private static List<Path> livesOf(List<Placement> placements) {
    return placements.stream()
        .filter(Placement::takesPlaceOfDirectory)
        .map(placement -> Swap.liveOf(placement.directory()))
        .toList();
  }

  private static Path parentOf(Path directory) {
    Path parent = directory.getParent();
    return parent == null ? directory : parent;
  }

  static void createDirectories(Path directory) {
    try {
      Disk.createDirectories(directory);
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "The directory " + directory + " cannot be made: " + cannot.getMessage(),
          "Nothing was restored, and nothing was replaced.",
          "Name a directory in which this user may write.",
          cannot);
    }
  }

  static void deleteTree(Path tree) {
    try {
      Disk.deleteTree(tree);
    } catch (IOException cannot) {
      throw new UncheckedIOException(
          "What an earlier restore left cannot be removed: " + tree, cannot);
    }
  }
}
