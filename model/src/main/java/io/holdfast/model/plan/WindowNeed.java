package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.StoreSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether processing must be suspended for a consistent set. The vendor's rule: only if
 * aggregation, duplicate-UDR or inter-workflow data are on disk; and, because a tree that holds
 * Derby's directory refers to its own files, if Derby is on it.
 *
 * @param reasons what makes the window necessary, in words; empty if nothing does
 */
public record WindowNeed(List<String> reasons) {
  public WindowNeed {
    reasons = List.copyOf(reasons);
  }

  public boolean needed() {
    return !reasons.isEmpty();
  }

  public static WindowNeed of(Installation installation) {
    List<String> reasons = new ArrayList<>();
    for (StoreSpec.Files tree : Stores.trees(installation)) {
      for (ProfileDirectory entry : tree.profiles()) {
        switch (entry.profile()) {
          case AGGREGATION, DUPLICATE_UDR, INTER_WORKFLOW ->
              reasons.add(
                  entry.profile().label()
                      + " data is on disk in "
                      + tree.name()
                      + ":"
                      + (entry.path().isEmpty() ? "." : entry.path()));
          case ARCHIVE, FORWARDING, REAL_TIME_FORWARDING, COLLECTION, LOG, PLAIN -> {}
        }
      }
      for (StoreSpec.Database database : Stores.databases(installation)) {
        if (database.place().filter(place -> Stores.isWithin(place, tree.root())).isPresent()) {
          reasons.add("the Derby database " + database.name() + " lies on " + tree.name());
        }
      }
    }
    return new WindowNeed(reasons);
  }
}
