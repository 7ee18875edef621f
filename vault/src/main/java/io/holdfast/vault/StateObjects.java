package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Objects of a kind of which each run writes its own and then removes those that it has read:
 * usually there is one, and all count.
 */
final class StateObjects {
  /** As many runs would have to begin within one reading. */
  private static final int ROUNDS = 10;

  private StateObjects() {}

  /** The documents by their names; reads until a listing and what it lists fit together. */
  static Map<String, byte[]> load(ObjectStore store, Documents documents, ObjectKind kind) {
    return load(
        store,
        documents,
        kind,
        (name, damage) -> {
          throw damage;
        });
  }

  /**
   * The same of those that can be read.
   *
   * @param damaged is told of each of the others, and why
   */
  static Map<String, byte[]> load(
      ObjectStore store,
      Documents documents,
      ObjectKind kind,
      BiConsumer<String, HoldfastException> damaged) {
    HoldfastException gone = null;
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, byte[]> states = new TreeMap<>();
      try {
        for (StoredObject object : Vault.list(store, kind)) {
          try {
            states.put(object.name(), documents.load(kind, object.name()));
          } catch (HoldfastException failure) {
            if (failure.code() != ErrorCode.OBJECT_DAMAGED) {
              throw failure;
            }
            damaged.accept(object.name(), failure);
          }
        }
        return states;
      } catch (HoldfastException failure) {
        if (failure.code() != ErrorCode.BLOB_MISSING) {
          throw failure;
        }
        gone = failure;
      }
    }
    throw new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        "%s goes on listing what is gone: %s"
            .formatted(store.location(), gone == null ? kind.directory() : gone.getMessage()),
        "All snapshots in the vault are unharmed.",
        "Run the command again later; a store whose listings stay behind cannot hold a vault.",
        gone);
  }
}
