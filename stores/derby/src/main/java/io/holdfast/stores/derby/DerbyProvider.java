package io.holdfast.stores.derby;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The driver for Derby. */
public final class DerbyProvider implements StoreProvider {
  @Override
  public String kind() {
    return "derby";
  }

  @Override
  public Role role() {
    return Role.SYSTEM_DATABASE;
  }

  @Override
  public List<Path> ownedPaths(StoreSpec spec) {
    return List.of(((StoreSpec.Derby) spec).directory());
  }

  @Override
  public Store open(StoreSpec spec, StoreContext context) {
    return new DerbyStore((StoreSpec.Derby) spec, context);
  }

  @Override
  public StoreRestore restore(Clock clock, int threads) {
    return new DerbyRestore(clock, threads);
  }

  @Override
  public Optional<LogRecovery> logRecovery(StoreSpec spec, LogContext context) {
    StoreSpec.Derby store = (StoreSpec.Derby) spec;
    return store.logArchive()
        ? Optional.of(new RollForward(store.directory(), context))
        : Optional.empty();
  }

  @Override
  public void refuseOpen(StoreSpec spec) {
    Path directory = ((StoreSpec.Derby) spec).directory();
    if (DatabaseLock.isHeld(directory)) {
      throw new HoldfastException(
          ErrorCode.INSTALLATION_RUNNING,
          "The Derby database in %s is open in another process".formatted(directory),
          "Nothing was changed.",
          "Stop that process, also if it does not answer: 'fuser %s' names it. Or restore with --into."
              .formatted(directory.resolve(DatabaseLock.FILE)));
    }
  }
}
