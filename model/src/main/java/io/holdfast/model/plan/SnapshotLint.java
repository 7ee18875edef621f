package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;

/**
 * Where nothing suspends, only a snapshot gives a tree one instant. It does not replace the
 * suspension: the database's instant is another one.
 */
final class SnapshotLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    boolean driver = !(installation.suspension().driver() instanceof Suspension.None);
    for (Rule rule : installation.rules()) {
      if (driver && rule.coldWindow().enabled()) {
        continue;
      }
      for (StoreSpec.Files tree : Stores.trees(installation)) {
        if (tree.snapshot() == SnapshotChoice.NONE) {
          findings.warning(
              "tree-of-many-instants",
              "stores[" + tree.name() + "].snapshot",
              "Rule "
                  + rule.name()
                  + " suspends nothing and "
                  + tree.name()
                  + " is captured without a snapshot: its files are of different instants, which"
                  + " no crash would leave behind.",
              "Set snapshot to auto if the tree is on btrfs or ZFS, or let the rule suspend"
                  + " processing.");
        }
      }
    }
  }
}
