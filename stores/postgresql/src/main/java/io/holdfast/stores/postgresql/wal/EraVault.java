package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one store's eras lie in a vault: one snapshot for each. A step makes a new one first and
 * forgets the one before it afterwards, so that there is one at any instant. The vault is locked
 * while a step is stored and not between steps.
 *
 * <p>A base backup is a snapshot of its own until an era begins with it.
 */
public final class EraVault {
  private static final String ERA = "holdfast-era";
  private static final String BASE = "holdfast-base";

  private static final Comparator<Era> FURTHER =
      Comparator.comparingInt((Era era) -> era.wal().timeline())
          .thenComparing(era -> era.wal().end());

  private final Vault vault;
  private final Clock clock;
  private final String installation;
  private final String store;

  /** What the next step replaces: one snapshot, or two if a step was killed before it forgot. */
  private List<BlobId> replaced = List.of();

  /** One change of an era: it is made with the sink, and stored as a whole or not at all. */
  @FunctionalInterface
  interface Step {
    Era make(VaultWriter sink, Entries entries) throws IOException;
  }

  /** Takes a base backup into the vault. */
  @FunctionalInterface
  public interface Taking {
    BaseSnapshot take(VaultWriter sink);
  }

  public EraVault(Vault vault, Clock clock, String installation, String store) {
    this.vault = vault;
    this.clock = clock;
    this.installation = installation;
    this.store = store;
  }

  /** The era that is still growing: the newest, as far as it reaches. */
  public Optional<Era> newest() {
    List<Snapshot> mine = marked(ERA);
    if (mine.isEmpty()) {
      return Optional.empty();
    }
    Snapshot newest = mine.getLast();
    List<Snapshot> states =
        mine.stream().filter(snapshot -> snapshot.tags().equals(newest.tags())).toList();
    replaced = states.stream().map(Snapshot::id).toList();
    return states.stream().map(state -> Era.load(vault, state.tree())).max(FURTHER);
  }

  /**
   * An era as it lies in the vault.
   *
   * @param tree its directory
   * @param until when it was added to last
   * @param growing whether it is the {@link #newest}
   * @param snapshots all that it lies there as; the one that reaches furthest is last
   */
  public record Stored(
      Era era, BlobId tree, Instant until, boolean growing, List<BlobId> snapshots) {
    private static Stored of(List<State> states, boolean growing) {
      State furthest = states.getLast();
      return new Stored(
          furthest.era(),
          furthest.snapshot().tree(),
          furthest.snapshot().time(),
          growing,
          states.stream().map(state -> state.snapshot().id()).toList());
    }
  }

  /** One step's outcome; a killed one leaves that of the step before it too. */
  private record State(Era era, Snapshot snapshot) {}

  /** All there are, in the order in which they began; of each, as far as it reaches. */
  public List<Stored> all() {
    List<Snapshot> mine = marked(ERA);
    Map<List<String>, List<State>> eras = new LinkedHashMap<>();
    for (Snapshot state : mine) {
      eras.computeIfAbsent(state.tags(), unseen -> new ArrayList<>())
          .add(new State(Era.load(vault, state.tree()), state));
    }
    List<Stored> all = new ArrayList<>();
    eras.forEach(
        (tags, states) -> {
          states.sort(Comparator.comparing(State::era, FURTHER));
          all.add(Stored.of(states, tags.equals(mine.getLast().tags())));
        });
    return List.copyOf(all);
  }

  /** Whether an era is as {@link #newest} or the last step left it: nobody else has added to it. */
  boolean isUnchanged() {
    List<Snapshot> mine = marked(ERA);
    return mine.isEmpty() ? replaced.isEmpty() : replaced.contains(mine.getLast().id());
  }

  /** The youngest base backup that no era has begun with. */
  public Optional<BaseSnapshot> waitingBase() {
    List<Snapshot> mine = marked(BASE);
    return mine.isEmpty()
        ? Optional.empty()
        : Optional.of(BaseSnapshot.load(vault, mine.getLast().tree()));
  }

  private List<Snapshot> marked(String with) {
    List<String> tags = tags(with);
    return vault.snapshots().stream()
        .filter(snapshot -> snapshot.tags().containsAll(tags))
        .toList();
  }

  private List<String> tags(String first) {
    return List.of(first, "installation=" + installation, "store=" + store);
  }

  /** Takes a base backup and leaves it to whoever receives the log. */
  public BaseSnapshot keepBase(Taking taking) {
    try (VaultWriter writer = vault.writer()) {
      BaseSnapshot base = taking.take(writer);
      Entries entries = new Entries(base.taken());
      writer.commit(draft(base.taken(), base.save(writer, entries), tags(BASE)));
      return base;
    } catch (IOException cannot) {
      throw notStored("A base backup", cannot);
    }
  }

  /**
   * Begins an era with a base backup, with what another one has received already if that is all it
   * needs. The older era stays as it is.
   */
  public Era begin(BaseSnapshot base, Optional<Era> before) {
    replaced = List.of();
    Era begun =
        grow(
            (sink, entries) ->
                before.isPresent() && before.get().reaches(base)
                    ? before.get().from(base, vault, sink, entries)
                    : Era.begin(base));
    try (VaultWriter writer = vault.writer()) {
      marked(BASE).forEach(snapshot -> writer.forget(snapshot.id()));
    }
    return begun;
  }

  /**
   * Stores an era's next state in place of the one before. If that fails, what the era was is to be
   * had from {@link #newest} and from nowhere else.
   */
  Era grow(Step step) {
    Instant now = clock.now();
    try (VaultWriter writer = vault.writer()) {
      Entries entries = new Entries(now);
      Era era = step.make(writer, entries);
      List<String> tags = new ArrayList<>(tags(ERA));
      tags.add("era=" + era.base().timeline() + "-" + era.base().start());
      Snapshot made = writer.commit(draft(now, era.save(writer, entries), tags));
      replaced.forEach(writer::forget);
      replaced = List.of(made.id());
      return era;
    } catch (IOException cannot) {
      throw notStored("A step of the write-ahead log", cannot);
    }
  }

  private SnapshotDraft draft(Instant now, BlobId tree, List<String> tags) {
    return new SnapshotDraft(
        now,
        null,
        tree,
        List.of("/" + installation + "/" + store),
        Processes.hostName(),
        Processes.userName(),
        0,
        0,
        tags,
        null,
        "holdfast");
  }

  private static HoldfastException notStored(String what, IOException cannot) {
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        what + " could not be stored: " + cannot.getMessage(),
        "The server keeps what was not stored.",
        "Nothing; it is tried again.",
        cannot);
  }
}
