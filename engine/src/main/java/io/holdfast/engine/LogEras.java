package io.holdfast.engine;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.lifecycle.KnownEra;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Clock;
import io.holdfast.stores.EraLog;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a vault has of the logs of an installation's stores, as the configuration has them now. The
 * log of a store that is not there any more is nobody's here: nothing looks at it, and it stays.
 */
public final class LogEras {
  private final Vault vault;
  private final Map<String, EraLog> logs = new LinkedHashMap<>();

  public LogEras(Installation installation, Vault vault, Providers providers, Clock clock) {
    this.vault = vault;
    for (StoreSpec store : installation.stores()) {
      LogContext context =
          new LogContext(
              installation.name(),
              vault,
              () -> new Sets(vault, installation.name()).of(store),
              clock,
              1);
      if (providers.of(store.kind()).logRecovery(store, context).orElse(null)
          instanceof EraLog log) {
        logs.put(store.name(), log);
      }
    }
  }

  /** The stores that have a log, by their names. */
  public List<String> stores() {
    return List.copyOf(logs.keySet());
  }

  EraLog of(String store) {
    return Objects.requireNonNull(logs.get(store), store);
  }

  /** Where a set's member stands, as {@link EraLog.Wanted#notBehind} wants it. */
  Node root(Snapshot snapshot, Member member) {
    return Sets.memberNode(vault, snapshot, member);
  }

  /** Of each store that has a log, the times that it can bring back, oldest first. */
  public Map<String, List<LogRecovery.Span>> spans() {
    Map<String, List<LogRecovery.Span>> spans = new LinkedHashMap<>();
    logs.forEach((store, log) -> spans.put(store, log.spans()));
    return spans;
  }

  /** A set that was looked at, with its manifest. */
  record ReadSet(Snapshot snapshot, RecoverySet set) {}

  /**
   * All eras, as their lifecycle sees them, with the snapshots that each is in the vault as.
   *
   * @param sets whose members may have been made from them, and can be read
   * @param protections why nothing may remove a snapshot
   */
  Map<KnownEra, List<BlobId>> known(
      List<ReadSet> sets, Function<Snapshot, List<String>> protections) {
    List<Snapshot> snapshots = logs.isEmpty() ? List.of() : vault.snapshots();
    Map<KnownEra, List<BlobId>> eras = new LinkedHashMap<>();
    logs.forEach(
        (store, log) -> {
          Map<BlobId, List<String>> made = madeFrom(store, log, sets);
          for (EraLog.Era era : log.eras()) {
            List<String> against =
                snapshots.stream()
                    .filter(snapshot -> era.snapshots().contains(snapshot.id()))
                    .flatMap(snapshot -> protections.apply(snapshot).stream())
                    .distinct()
                    .toList();
            KnownEra known =
                new KnownEra(
                    store,
                    era.from(),
                    era.until(),
                    era.bytes(),
                    era.growing(),
                    made.getOrDefault(era.begins(), List.of()),
                    against);
            eras.put(known, era.snapshots());
          }
        });
    return eras;
  }

  /** The sets by what their members begin with. */
  private Map<BlobId, List<String>> madeFrom(String store, EraLog log, List<ReadSet> sets) {
    Map<BlobId, List<String>> made = new LinkedHashMap<>();
    for (ReadSet sealed : sets) {
      sealed
          .set()
          .member(store)
          .map(Member::path)
          .flatMap(path -> TreeWalk.find(vault, sealed.snapshot().tree(), path))
          .flatMap(log::begins)
          .ifPresent(
              begins ->
                  made.computeIfAbsent(begins, unseen -> new ArrayList<>())
                      .add(sealed.snapshot().id().hex()));
    }
    return made;
  }
}
