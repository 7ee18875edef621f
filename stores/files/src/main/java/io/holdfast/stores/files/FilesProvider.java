package io.holdfast.stores.files;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import io.holdfast.stores.files.snapshot.SnapshotDetection;
import io.holdfast.stores.files.snapshot.TreeSnapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The driver for trees of files. */
public final class FilesProvider implements StoreProvider {
  @Override
  public String kind() {
    return "files";
  }

  @Override
  public Role role() {
    return Role.DISK;
  }

  @Override
  public List<Path> ownedPaths(StoreSpec spec) {
    return List.of();
  }

  @Override
  public Store open(StoreSpec spec, StoreContext context) {
    StoreSpec.Files files = (StoreSpec.Files) spec;
    SnapshotDetection detected =
        SnapshotDetection.of(files, context.installation().name(), context.ownedElsewhere());
    TreeSnapshots snapshots = detected.snapshots();
    if (snapshots != null) {
      return new SnapshotStore(files, context, snapshots);
    }
    List<Path> owned = new ArrayList<>(context.ownedElsewhere());
    owned.addAll(detected.ownedPaths());
    return new FilesStore(files, owned, context, detected.reason());
  }

  @Override
  public StoreRestore restore(Clock clock, int threads) {
    return new FilesRestore(clock, threads);
  }
}
