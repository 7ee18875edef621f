package io.holdfast.model.plan;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which stores are fixed inside the window: a store that refers comes before the store
 * that it refers to (I2), so that what an older row names is still among what is captured later.
 * Where no reference decides, databases come before Redis and trees, as the vendor's rule has it;
 * after that the order of the configuration. Stores next to each other in this order, of one kind
 * of state and none referring to another, form a level: they are worked on at the same time.
 *
 * @param stores in the order of fixing; without the stores of a circle
 * @param circle stores that refer to each other in a circle, so that no order is right; normally
 *     empty
 */
public record FixingOrder(List<StoreSpec> stores, List<StoreSpec> circle) {
  public FixingOrder {
    stores = List.copyOf(stores);
    circle = List.copyOf(circle);
  }

  public static FixingOrder of(Installation installation) {
    List<StoreSpec> waiting = new ArrayList<>(installation.stores());
    waiting.sort(Comparator.comparingInt(FixingOrder::rank));
    List<StoreSpec> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      StoreSpec next = null;
      for (StoreSpec candidate : waiting) {
        if (!isReferredTo(candidate, waiting, installation.references())) {
          next = candidate;
          break;
        }
      }
      if (next == null) {
        return new FixingOrder(ordered, waiting);
      }
      ordered.add(next);
      waiting.remove(next);
    }
    return new FixingOrder(ordered, List.of());
  }

  /** The order, for those who act by it. */
  public List<StoreSpec> storesOrRefuse() {
    if (!circle.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.PLAN_REFUSED,
          "The stores " + names(circle) + " refer to each other in a circle.",
          "Nothing was suspended and nothing was copied.",
          "Take out the reference that points from disk to a database.");
    }
    return stores;
  }

  /** The order in levels, for those who act by it: one after the other, within one all at once. */
  public static List<List<StoreSpec>> levelsOrRefuse(Installation installation) {
    List<List<StoreSpec>> levels = new ArrayList<>();
    List<StoreSpec> level = new ArrayList<>();
    for (StoreSpec store : of(installation).storesOrRefuse()) {
      if (!level.isEmpty()
          && (rank(store) != rank(level.getFirst())
              || isReferredTo(store, level, installation.references()))) {
        levels.add(List.copyOf(level));
        level.clear();
      }
      level.add(store);
    }
    if (!level.isEmpty()) {
      levels.add(List.copyOf(level));
    }
    return levels;
  }

  static String names(List<StoreSpec> stores) {
    return String.join(", ", stores.stream().map(StoreSpec::name).toList());
  }

  /** Databases first: they refer, trees and Redis are referred to. */
  private static int rank(StoreSpec store) {
    return switch (store) {
      case StoreSpec.Database database -> 0;
      case StoreSpec.Redis redis -> 1;
      case StoreSpec.Files files -> 1;
    };
  }

  private static boolean isReferredTo(
      StoreSpec store, List<StoreSpec> by, List<Reference> references) {
    return references.stream()
        .anyMatch(
            reference ->
                reference.to().equals(store.name())
                    && by.stream().anyMatch(other -> other.name().equals(reference.from())));
  }
}
