package io.holdfast.stores;

import io.holdfast.model.installation.Installation;
import io.holdfast.platform.Clock;
import io.holdfast.vault.BlobSink;
import java.nio.file.Path;
import java.util.List;

/**
 * What a store may use during a backup.
 *
 * @param work this store's own directory for this run, empty; the coordinator deletes it
 * @param ownedElsewhere absolute paths that no tree may capture: other stores' directories, the vault,
 *     Holdfast's own state
 * @param threads how many files may be read at once
 */
public record StoreContext(
    Installation installation,
    BlobSink sink,
    Clock clock,
    Path work,
    List<Path> ownedElsewhere,
    int threads) {
  public StoreContext {
    ownedElsewhere = List.copyOf(ownedElsewhere);
  }
}
