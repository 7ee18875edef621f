package io.holdfast.model.installation;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One installation, as its configuration file describes it.
 *
 * @param name letters, digits, {@code .}, {@code _} and {@code -}
 * @param state where Holdfast keeps its journal and its spool; outside every store; null means the
 *     user's state directory
 */
public record Installation(
    String name,
    VaultLocation vault,
    @Nullable Path state,
    Suspension suspension,
    List<StoreSpec> stores,
    List<Reference> references,
    List<Rule> rules) {
  public Installation {
    stores = List.copyOf(stores);
    references = List.copyOf(references);
    rules = List.copyOf(rules);
  }
}
