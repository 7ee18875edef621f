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
import java.util.List;
import java.util.Optional;

/**
 * Where one store's eras lie in a vault: one snapshot for each. A step makes a new one first and
 * forgets the one before it afterwards, so that there is one at any instant. The vault is locked
 * while a step is stored and not between steps.
 */
public final class EraVault {
  private static final String TAG = "holdfast-era";

  private final Vault vault;
  private final Clock clock;
  private final String installation;
  private final String store;

  /** What the next step replaces: one snapshot, or two if a step was killed before it forgot. */
  private List<BlobId> replaced = List.of();

  /** One change of an era: it is made with the sink, and stored as a whole or not at all. */
  @FunctionalInterface
  public interface Step {
    Era make(VaultWriter sink, Entries entries) throws IOException;
  }

  public EraVault(Vault vault, Clock clock, String installation, String store) {
    this.vault = vault;
    this.clock = clock;
    this.installation = installation;
    this.store = store;
  }

  /** The era that is still growing: the newest, as far as it reaches. */
  public Optional<Era> newest() {
    List<Snapshot> mine = vault.snapshots().stream().filter(this::isMine).toList();
    if (mine.isEmpty()) {
      return Optional.empty();
    }
    Snapshot newest = mine.getLast();
    replaced =
        mine.stream()
            .filter(snapshot -> snapshot.tags().equals(newest.tags()))
            .map(Snapshot::id)
            .toList();
    return Optional.of(Era.load(vault, newest.tree()));
  }

  private boolean isMine(Snapshot snapshot) {
    return snapshot.tags().containsAll(tags());
  }

  private List<String> tags() {
    return List.of(TAG, "installation=" + installation, "store=" + store);
  }

  /** Stores the first state of a new era; the one before it stays as it is. */
  public Era begin(Step step) {
    replaced = List.of();
    return grow(step);
  }

  /**
   * Stores an era's next state in place of the one before. If that fails, what the era was is to be
   * had from {@link #newest} and from nowhere else.
   */
  public Era grow(Step step) {
    Instant now = clock.now();
    try (VaultWriter writer = vault.writer()) {
      Entries entries = new Entries(now);
      Era era = step.make(writer, entries);
      Snapshot made = writer.commit(draft(now, era, writer, entries));
      replaced.forEach(writer::forget);
      replaced = List.of(made.id());
      return era;
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "A step of the write-ahead log could not be stored: " + cannot.getMessage(),
          "The server keeps what was not stored.",
          "Nothing; it is tried again.",
          cannot);
    }
  }

  private SnapshotDraft draft(Instant now, Era era, VaultWriter writer, Entries entries)
      throws IOException {
    List<String> tags = new ArrayList<>(tags());
    tags.add("era=" + era.origin().timeline() + "-" + era.origin().start());
    return new SnapshotDraft(
        now,
        null,
        era.save(writer, entries),
        List.of("/" + installation + "/" + store),
        Processes.hostName(),
        Processes.userName(),
        0,
        0,
        tags,
        null,
        "holdfast");
  }
}
