package io.holdfast.engine;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.lifecycle.ColdSets;
import io.holdfast.model.lifecycle.EraRetention;
import io.holdfast.model.lifecycle.KnownEra;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the sets of one installation that its rules let go, the eras of its logs that nothing
 * needs then, and gives their room back. Nothing is removed before everything that is to stay has
 * been found whole, and what is not this installation's is not even looked at.
 */
public final class Prune {
  private final Installation installation;
  private final Vault vault;
  private final Providers providers;
  private final Clock clock;

  /**
   * What is going to be done.
   *
   * @param bytes of each set by its id, as they would be restored; absent if it cannot be read
   * @param doomed the snapshots that go, in this order: sets, the oldest first, and then eras, of
   *     each the state that reaches furthest last
   * @param room what the vault's prune would do once they are gone
   * @param cold sets that are old enough for the cold tier
   * @param choice what may become cold with them. A set that is sealed after this was made is not
   *     among them, so that whatever it needs stays hot
   * @param cooling what would become cold of what they need
   */
  public record Plan(
      Retention retention,
      Map<String, Long> bytes,
      EraRetention eras,
      List<BlobId> doomed,
      PrunePlan room,
      List<KnownSet> cold,
      CoolChoice choice,
      CoolPlan cooling) {
    public Plan {
      bytes = Map.copyOf(bytes);
      doomed = List.copyOf(doomed);
      cold = List.copyOf(cold);
    }
  }

  /** What was done: room that was given back, and what became cold. */
  public record Report(PruneReport room, CoolReport cooling) {}

  /** A set, and its manifest if it has one that can be read. */
  private record Found(KnownSet known, Snapshot snapshot, Sets.@Nullable Manifest manifest) {}

  public Prune(Installation installation, Vault vault, Providers providers, Clock clock) {
    this.installation = installation;
    this.vault = vault;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Changes nothing.
   *
   * @throws HoldfastException HF-501 or HF-502 if what is to stay is not whole: then nothing may go
   */
  public Plan plan(Retention.Words words, Progress progress) {
    Instant now = clock.now();
    Protections protections = new Protections();
    List<Found> found = find(protections);
    Retention retention =
        Retention.decide(
            installation.rules(), found.stream().map(Found::known).toList(), now, words);
    Map<String, Long> bytes = new LinkedHashMap<>();
    // Only of what stays is it asked what it was made from: what goes may be damaged.
    List<LogEras.ReadSet> stay = new ArrayList<>();
    // Read whenever sets are listed, however old these are.
    Set<BlobId> manifests = new HashSet<>();
    Set<KnownSet> goes = Set.copyOf(retention.doomed());
    for (Found one : found) {
      Sets.Manifest manifest = one.manifest();
      if (manifest != null) {
        manifests.addAll(manifest.blobs());
        RecoverySet set = manifest.set();
        bytes.put(one.known().id(), set.members().stream().mapToLong(Member::bytes).sum());
        if (!goes.contains(one.known())) {
          stay.add(new LogEras.ReadSet(one.snapshot(), set));
        }
      }
    }
    Map<KnownEra, List<BlobId>> known =
        new LogEras(installation, vault, providers, clock).known(stay, protections::of);
    EraRetention eras = EraRetention.decide(installation.rules(), retention, known.keySet(), now);
    List<BlobId> doomed = new ArrayList<>();
    doomed.addAll(ids(retention.doomed()));
    eras.doomed().forEach(era -> doomed.addAll(known.getOrDefault(era, List.of())));
    Set<BlobId> gone = Set.copyOf(doomed);
    List<KnownSet> cold = ColdSets.of(installation.rules(), retention);
    CoolChoice choice = new CoolChoice(Set.copyOf(ids(cold)), gone, manifests);
    return new Plan(
        retention,
        bytes,
        eras,
        doomed,
        vault.planPruneWithout(gone, progress),
        cold,
        choice,
        cold.isEmpty() ? CoolPlan.NOTHING : vault.coldTier().plan(choice, progress));
  }

  private static List<BlobId> ids(List<KnownSet> sets) {
    return sets.stream().map(set -> BlobId.parse(set.id())).toList();
  }

  /**
   * Does what was planned. A hold that was placed since is honoured.
   *
   * @throws HoldfastException HF-413 if a set is held now: nothing was removed
   */
  public Report carryOut(Plan plan, PruneOptions options, Progress progress) {
    vault.retention().decide(installation.vault().minimumRetention());
    if (!plan.doomed().isEmpty()) {
      vault.forget(
          vault.snapshots().stream()
              .filter(snapshot -> plan.doomed().contains(snapshot.id()))
              .sorted(Comparator.comparing(snapshot -> plan.doomed().indexOf(snapshot.id())))
              .toList());
    }
    PruneReport room = vault.prune(options, progress);
    CoolReport cooling =
        plan.cold().isEmpty() ? CoolReport.NOTHING : vault.coldTier().cool(plan.choice(), progress);
    return new Report(room, cooling);
  }

  /** Why nothing may remove a snapshot, whatever the rules say. */
  private final class Protections {
    private final List<Hold> holds = vault.holds().all();
    private final Optional<Ledger> ledger =
        vault.retention().look(installation.vault().minimumRetention());

    List<String> of(Snapshot snapshot) {
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
      return protections;
    }
  }

  private List<Found> find(Protections protections) {
    Sets sets = new Sets(vault, installation.name());
    List<Found> found = new ArrayList<>();
    for (Snapshot snapshot : sets.list()) {
      found.add(found(snapshot, manifest(sets, snapshot), protections.of(snapshot)));
    }
    return found;
  }

  /**
   * Something with a set's tags whose manifest does not say what it is has neither rule nor grade.
   */
  private static Found found(
      Snapshot snapshot, Sets.@Nullable Manifest manifest, List<String> protections) {
    String id = snapshot.id().hex();
    RecoverySet set = manifest == null ? null : manifest.set();
    KnownSet known =
        set == null
            ? new KnownSet(id, "", null, snapshot.time(), protections)
            : new KnownSet(id, set.rule(), set.grade(), set.sealed(), protections);
    return new Found(known, snapshot, manifest);
  }

  /** Null if there is none that can be read, or it is of another installation. */
  private Sets.@Nullable Manifest manifest(Sets sets, Snapshot snapshot) {
    try {
      Sets.Manifest read = sets.read(snapshot);
      return read.set().installation().equals(installation.name()) ? read : null;
    } catch (HoldfastException failure) {
      return switch (failure.code()) {
        case NOT_SEALED, OBJECT_DAMAGED, BLOB_MISSING, VAULT_TOO_NEW -> null;
        default -> throw failure;
      };
    }
  }
}
