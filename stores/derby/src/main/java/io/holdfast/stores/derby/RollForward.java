package io.holdfast.stores.derby;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.SealedSet;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a database back from a set's backup and the log that Derby has written since: that of the
 * live disk, or, where it is lost or was removed there, that of later sets.
 */
final class RollForward implements LogRecovery {
  private static final Set<ErrorCode> DAMAGE =
      Set.of(
          ErrorCode.OBJECT_DAMAGED,
          ErrorCode.BLOB_MISSING,
          ErrorCode.RESTORE_INCOMPLETE,
          ErrorCode.NOT_SEALED);

  private final Path database;
  private final LogContext context;

  /** A set to begin with, and what the sets after it have of the log, the newest first. */
  private record Base(SealedSet set, CapturedLog log, List<CapturedLog> later) {}

  RollForward(Path database, LogContext context) {
    this.database = database;
    this.context = context;
  }

  /**
   * The sets that a recovery may begin with, the newest first. Each is read once, when it is come
   * to: a newer one that is whole spares the older ones.
   */
  private final class Bases {
    private final Iterator<SealedSet> sets = context.sets().get().iterator();
    private final LogDirectory live;
    private final List<CapturedLog> later = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Bases() throws IOException {
      live = LogDirectory.ofLive(database);
    }

    /** Empty if none is left that is a past of the live log. */
    Optional<Base> next() throws IOException {
      while (sets.hasNext()) {
        SealedSet set = sets.next();
        Optional<CapturedLog> log = Optional.empty();
        try {
          log = set.member().get().flatMap(CapturedLog::of);
          if (log.isPresent() && isPast(log.get(), live)) {
            return Optional.of(new Base(set, log.get(), List.copyOf(later)));
          }
        } catch (HoldfastException damaged) {
          passOver(set, log, damaged);
        }
      }
      return Optional.empty();
    }

    /** For damage that another set may not have; what it has of the log is of use all the same. */
    void passOver(SealedSet set, Optional<CapturedLog> log, HoldfastException damaged) {
      if (!DAMAGE.contains(damaged.code())) {
        throw damaged;
      }
      notes.add("set %s is passed over: %s".formatted(set.id(), damaged.getMessage()));
      log.ifPresent(later::add);
    }
  }

  /** Of the newest set that a recovery would begin with, as far as can be told without it. */
  @Override
  public List<Span> spans() {
    try {
      Bases bases = new Bases();
      Optional<Base> newest = bases.next();
      return newest.isPresent() ? List.of(span(newest.get(), bases.live)) : List.of();
    } catch (IOException unreadable) {
      throw cannotRead(unreadable);
    }
  }

  private UncheckedIOException cannotRead(IOException unreadable) {
    return new UncheckedIOException("The log of " + database + " cannot be read", unreadable);
  }

  private static Span span(Base base, LogDirectory live) throws IOException {
    Instant sealed = base.set.sealed();
    NavigableSet<Long> numbers = live.numbers();
    if (numbers.isEmpty()) {
      return new Span(sealed, sealed, "log file " + base.log.last());
    }
    return new Span(sealed, written(live, numbers.last()), "log file " + numbers.last());
  }

  private static Instant written(LogDirectory live, long number) throws IOException {
    try (Directory directory = Posix.FILES.open(live.path())) {
      Path name = live.file(number).getFileName();
      return directory.stat(FileName.of(String.valueOf(name))).modified();
    }
  }

  private static boolean isPast(CapturedLog log, LogDirectory live) throws IOException {
    return live.numbers().isEmpty() || log.goesOnIn(live);
  }

  /** Of the newest set that is a past of the live log, or of one before it if that is not whole. */
  @Override
  public Restorable require(Optional<Instant> to) {
    to.ifPresent(RollForward::refuseTime);
    try {
      Bases bases = new Bases();
      Base newest = bases.next().orElseThrow(() -> noBase(bases.notes));
      return (target, work, progress) -> restore(newest, bases, target, work, progress);
    } catch (IOException unreadable) {
      throw cannotRead(unreadable);
    }
  }

  private Recovered restore(Base newest, Bases bases, Path target, Path work, Progress progress) {
    try {
      Base base = newest;
      while (true) {
        try {
          return restoreOne(base, bases, target, work, progress);
        } catch (HoldfastException damaged) {
          bases.passOver(base.set, Optional.of(base.log), damaged);
          Disk.deleteTree(target);
          base = bases.next().orElseThrow(() -> noBase(bases.notes));
        }
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException("The database cannot be restored to " + target, cannot);
    }
  }

  private Recovered restoreOne(Base base, Bases bases, Path target, Path work, Progress progress)
      throws IOException {
    List<String> notes = new ArrayList<>(bases.notes);
    notes.addAll(
        RestoredTree.restoreAndProve(
            base.log.source(),
            base.log.root(),
            target,
            context.clock(),
            context.threads(),
            progress));
    LogDirectory log = LogDirectory.below(target);
    try (Progress.Phase phase = progress.begin("rolling forward", Progress.Unit.STEPS, 1)) {
      long last = lay(base, bases.live, log);
      LogChain chain = LogChain.read(log, base.log.first(), last);
      refuseEndBefore(bases.live, chain);
      new EmbeddedDerby(target, work).close();
      chain.refuseIfOverwritten();
      phase.advance(1);
      return new Recovered(
          "%s, from set %s".formatted(LogFile.inWords(chain.end()), base.set.id()),
          Optional.empty(),
          true,
          notes);
    }
  }

  /**
   * Puts what was written after the backup beside its own log. The backup's last file is among it:
   * a database that was restored from this very set goes on in it.
   *
   * @return the number of the last file that there must be
   */
  private static long lay(Base base, LogDirectory live, LogDirectory log) throws IOException {
    NavigableSet<Long> there = live.numbers();
    long end = there.isEmpty() ? base.log.last() : there.last();
    for (CapturedLog set : base.later) {
      end = there.isEmpty() ? Math.max(end, set.last()) : end;
    }
    for (long number = base.log.last(); number <= end; number++) {
      if (there.contains(number)) {
        Disk.deleteIfExists(log.file(number));
        Disk.copy(live.file(number), log.file(number));
      } else {
        takeFromLater(base.later, number, log);
      }
    }
    if (!base.log.goesOnIn(log.file(base.log.last()))) {
      throw LogChain.broken(
          "log file %d is not the one of set %s".formatted(base.log.last(), base.set.id()));
    }
    return end;
  }

  private static void takeFromLater(List<CapturedLog> later, long number, LogDirectory log)
      throws IOException {
    for (CapturedLog set : later) {
      Optional<Node> file = set.file(number);
      if (file.isPresent()) {
        set.write(file.get(), log.file(number));
        return;
      }
    }
  }

  /** Derby's control file names a checkpoint: without it the last files could be lost unnoticed. */
  private static void refuseEndBefore(LogDirectory live, LogChain chain) throws IOException {
    long checkpoint = live.checkpoint().orElse(0);
    if (chain.end() < checkpoint) {
      throw LogChain.broken(
          "it ends at %s, and the database made a checkpoint at %s"
              .formatted(LogFile.inWords(chain.end()), LogFile.inWords(checkpoint)));
    }
  }

  private static void refuseTime(Instant to) {
    throw new HoldfastException(
        ErrorCode.NOT_FOUND,
        "A Derby log cannot be stopped at a time, such as " + to + ": it says none",
        "Nothing was changed.",
        "Leave --to away, for the end of the log; or restore a set: 'holdfast restore --to' finds"
            + " the one of that time.");
  }

  private HoldfastException noBase(List<String> notes) {
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        "No set has a backup that the log of %s goes on from%s"
            .formatted(database, notes.isEmpty() ? "" : "; " + String.join("; ", notes)),
        "Nothing was changed.",
        "Only sets made with 'logArchive' can be rolled forward. Restore a set: 'holdfast sets'"
            + " lists them.");
  }
}
