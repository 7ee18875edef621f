package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import java.util.HashSet;
import java.util.Set;

/** Copies go to other vaults, each once, and not into what they protect. */
final class CopyLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    String own = VaultPath.identity(installation.vault().location());
    for (Rule rule : installation.rules()) {
      Set<String> seen = new HashSet<>();
      for (Rule.Copy copy : rule.copies()) {
        String where = "rules[" + rule.name() + "].copies[" + copy.vault() + "]";
        String identity = VaultPath.identity(copy.vault());
        if (identity.equals(own)) {
          findings.error(
              "copy-to-itself",
              where,
              "The copy goes to the installation's own vault, so there would be no second copy.",
              "Name another vault, on another disk or in another region.");
        } else if (!seen.add(identity)) {
          findings.warning(
              "copy-twice",
              where,
              "The rule copies to this vault twice.",
              "Take out one of the two.");
        }
        for (StoreSpec store : installation.stores()) {
          VaultPath.local(copy.vault())
              .ifPresent(
                  vault ->
                      store
                          .place()
                          .ifPresent(
                              place ->
                                  PlacementLint.lookAtVault(where, vault, store, place, findings)));
        }
      }
    }
  }
}
