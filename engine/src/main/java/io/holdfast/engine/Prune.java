package io.holdfast.engine;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.lifecycle.ColdSets;
import io.holdfast.model.lifecycle.KnownSet;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Clock;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.cold.CoolChoice;
import io.holdfast.vault.cold.CoolPlan;
import io.holdfast.vault.cold.CoolReport;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.retention.Ledger;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Removes the sets of one installation that its rules let go, and gives their room back. Nothing is
 * removed before everything that is to stay has been found whole, and what is no set of this
 * installation is not even looked at.
 */
public final class Prune {
  private final Installation installation;
  private final Vault vault;
  private final Clock clock;

  /**
   * What is going to be done.
   *
   * @param bytes of each set by its id, as they would be restored; absent if it cannot be read
   * @param room what the vault's prune would do once the sets are gone
   * @param cold sets that are old enough for the cold tier
   * @param cooling what would become cold of what they need
   */
  public record Plan(
      Retention retention,
      Map<String, Long> bytes,
      PrunePlan room,
      List<KnownSet> cold,
      CoolPlan cooling) {
    public Plan {
      bytes = Map.copyOf(bytes);
      cold = List.copyOf(cold);
    }
  }

  /** What was done: room that was given back, and what became cold. */
  public record Report(PruneReport room, CoolReport cooling) {}

  private record Found(KnownSet known, @Nullable Long bytes) {}

  public Prune(Installation installation, Vault vault, Clock clock) {
    this.installation = installation;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Changes nothing.
   *
   * @throws HoldfastException HF-501 or HF-502 if what is to stay is not whole: then nothing may go
   */
  public Plan plan(Retention.Words words, Progress progress) {
    List<Found> found = find();
    Retention retention =
        Retention.decide(
            installation.rules(), found.stream().map(Found::known).toList(), clock.now(), words);
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Found one : found) {
      if (one.bytes() != null) {
        bytes.put(one.known().id(), one.bytes());
      }
    }
    Set<BlobId> doomed = ids(retention.doomed());
    List<KnownSet> cold = ColdSets.of(installation.rules(), retention);
    return new Plan(
        retention,
        bytes,
        vault.planPruneWithout(doomed, progress),
        cold,
        cold.isEmpty() ? CoolPlan.NOTHING : vault.coldTier().plan(choice(cold, doomed), progress));
  }

  /** The manifests are read whenever sets are listed, however old these are. */
  private CoolChoice choice(List<KnownSet> cold, Set<BlobId> doomed) {
    Sets sets = new Sets(vault, installation.name());
    Set<BlobId> manifests =
        sets.list().stream()
            .flatMap(snapshot -> sets.manifestBlobs(snapshot).stream())
            .collect(Collectors.toSet());
    return new CoolChoice(ids(cold), doomed, manifests);
  }

  /**
   * Does what was planned. A hold that was placed since is honoured.
   *
   * @throws HoldfastException HF-413 if a set is held now: no set was removed
   */
  public Report carryOut(Plan plan, PruneOptions options, Progress progress) {
    vault.retention().decide(installation.vault().minimumRetention());
    Set<BlobId> doomed = ids(plan.retention().doomed());
    if (!doomed.isEmpty()) {
      vault.forget(
          vault.snapshots().stream().filter(snapshot -> doomed.contains(snapshot.id())).toList());
    }
    PruneReport room = vault.prune(options, progress);
    CoolReport cooling =
        plan.cold().isEmpty()
            ? CoolReport.NOTHING
            : vault.coldTier().cool(choice(plan.cold(), Set.of()), progress);
    return new Report(room, cooling);
  }

  private static Set<BlobId> ids(List<KnownSet> sets) {
    return sets.stream().map(set -> BlobId.parse(set.id())).collect(Collectors.toSet());
  }

  private List<Found> find() {
    Sets sets = new Sets(vault, installation.name());
    List<Hold> holds = vault.holds().all();
    Optional<Ledger> ledger = vault.retention().look(installation.vault().minimumRetention());
    List<Found> found = new ArrayList<>();
    for (Snapshot snapshot : sets.list()) {
      List<String> protections = new ArrayList<>(Sets.holdsOn(snapshot, holds));
      ledger
          .map(kept -> kept.left(snapshot.id()))
          .filter(Duration::isPositive)
          .ifPresent(
              left -> protections.add("minimum retention, " + DurationText.format(left) + " yet"));
      vault
          .lockedUntil(snapshot)
          .ifPresent(
              until ->
                  protections.add(
                      until.equals(Instant.MAX)
                          ? "the store holds it without an end"
                          : "the store keeps it until " + until));
      found.add(
          manifest(sets, snapshot) instanceof RecoverySet set
              ? known(snapshot, set, protections)
              : unknown(snapshot, protections));
    }
    return found;
  }

  private static Found known(Snapshot snapshot, RecoverySet set, List<String> protections) {
    return new Found(
        new KnownSet(snapshot.id().hex(), set.rule(), set.grade(), set.sealed(), protections),
        set.members().stream().mapToLong(Member::bytes).sum());
  }

  /** Something with a set's tags whose manifest does not say what it is. */
  private static Found unknown(Snapshot snapshot, List<String> protections) {
    return new Found(
        new KnownSet(snapshot.id().hex(), "", null, snapshot.time(), protections), null);
  }

  /** Null if there is none that can be read, or it is of another installation. */
  private @Nullable RecoverySet manifest(Sets sets, Snapshot snapshot) {
    try {
      RecoverySet set = sets.manifest(snapshot);
      return Objects.equals(set.installation(), installation.name()) ? set : null;
    } catch (HoldfastException failure) {
      return switch (failure.code()) {
        case NOT_SEALED, OBJECT_DAMAGED, BLOB_MISSING, VAULT_TOO_NEW -> null;
        default -> throw failure;
      };
    }
  }
}
