package io.holdfast.stores;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.platform.Clock;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store may use during a backup.
 *
 * @param vault the one that {@code sink} writes to, for what a store keeps there beside its members
 * @param work this store's own directory for this run, empty; the coordinator deletes it
 * @param cache this store's own directory for what spares the next run work and would not be
 *     missed; it need not exist
 * @param ownedElsewhere absolute paths that no tree may capture: other stores' directories, the
 *     vault, Holdfast's own state
 * @param earlier this store's member in the newest earlier set, so that what did not change need
 *     not be read again; null if there is none
 * @param sweep how the first window is going to look for what changed
 * @param threads how many files may be read at once
 */
public record StoreContext(
    Installation installation,
    BlobSink sink,
    Vault vault,
    Clock clock,
    Path work,
    Path cache,
    List<Path> ownedElsewhere,
    @Nullable EarlierMember earlier,
    Rule.Sweep sweep,
    int threads) {
  public StoreContext {
    ownedElsewhere = List.copyOf(ownedElsewhere);
  }
}
