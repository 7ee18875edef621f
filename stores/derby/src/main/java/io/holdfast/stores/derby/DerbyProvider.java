package io.holdfast.stores.derby;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.util.List;

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
}
