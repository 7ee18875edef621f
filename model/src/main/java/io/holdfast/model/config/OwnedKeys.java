package io.holdfast.model.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys that depend on a kind: which are known for one, and whose the others are. */
final class OwnedKeys {
  private OwnedKeys() {}

  /** All kinds' keys while the kind itself is not understood: one mistake, one message. */
  static List<String> known(
      List<String> common, Map<String, List<String>> keysOfKind, Optional<String> kind) {
    List<String> known = new ArrayList<>(common);
    keysOfKind.forEach(
        (owner, keys) -> {
          if (kind.isEmpty() || kind.get().equals(owner)) {
            known.addAll(keys);
          }
        });
    return known;
  }

  /**
   * @param selector the key that chooses the kind, as in {@code driver: http}
   */
  static Map<String, String> elsewhere(
      String selector, Map<String, List<String>> keysOfKind, Optional<String> kind) {
    Map<String, String> elsewhere = new LinkedHashMap<>();
    kind.ifPresent(
        chosen ->
            keysOfKind.forEach(
                (owner, keys) -> {
                  if (!owner.equals(chosen)) {
                    keys.forEach(key -> elsewhere.putIfAbsent(key, selector + " " + owner));
                  }
                }));
    return elsewhere;
  }
}
