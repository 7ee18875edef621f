package io.holdfast.engine;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of one restore in place that go into servers: all are exchanged, or none. */
final class Servers {
  private final Map<StoreSpec, ServerRestore> restores = new LinkedHashMap<>();
  private final List<ServerRestore> exchanged = new ArrayList<>();

  Servers(List<Placement> placements, Providers providers, Clock clock, int threads) {
    for (Placement placement : placements) {
      placement
          .server()
          .ifPresent(
              store ->
                  restores.put(
                      store,
                      providers.of(store.kind()).intoServer(store, clock, threads).orElseThrow()));
    }
  }

  void refuseUnfit() {
    restores.values().forEach(ServerRestore::refuseUnfit);
  }

  StoreRestore.OpenedDatabase prepare(StoreSpec store, Path dump, Path work, Progress progress) {
    ServerRestore restore = restores.get(store);
    if (restore == null) {
      throw new IllegalArgumentException(store.name() + " does not go into a server");
    }
    return restore.prepare(dump, work, progress);
  }

  /** What was replaced by what. */
  List<String> exchange(String label) {
    List<String> kept = new ArrayList<>();
    try {
      for (ServerRestore restore : restores.values()) {
        restore.exchange(label).ifPresent(kept::add);
        exchanged.add(restore);
      }
    } catch (RuntimeException failed) {
      takeBack(failed);
      throw failed;
    }
    return kept;
  }

  /** What cannot be taken back is told beside the failure that made it necessary. */
  void takeBack(RuntimeException because) {
    for (ServerRestore restore : exchanged.reversed()) {
      try {
        restore.takeBack();
      } catch (RuntimeException stuck) {
        because.addSuppressed(stuck);
      }
    }
    exchanged.clear();
  }

  void discard() {
    restores.values().forEach(ServerRestore::discard);
  }
}
