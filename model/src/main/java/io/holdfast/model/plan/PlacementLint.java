package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What lies inside what. Paths are compared by name; links are not followed, because the linter
 * looks at no disk.
 */
final class PlacementLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    List<StoreSpec.Files> trees = Stores.trees(installation);
    for (int i = 0; i < trees.size(); i++) {
      for (int j = i + 1; j < trees.size(); j++) {
        lookAtTrees(trees.get(i), trees.get(j), findings);
      }
    }
    for (StoreSpec store : installation.stores()) {
      store.place().ifPresent(place -> lookAtOwnFiles(installation, store, place, findings));
    }
    for (StoreSpec.Database database : Stores.databases(installation)) {
      for (StoreSpec.Files tree : trees) {
        database.place().ifPresent(place -> lookAtDatabase(database, place, tree, findings));
      }
    }
  }

  private static void lookAtTrees(StoreSpec.Files one, StoreSpec.Files other, Findings findings) {
    if (Stores.isWithin(one.root(), other.root()) || Stores.isWithin(other.root(), one.root())) {
      findings.error(
          "trees-overlap",
          "stores[" + other.name() + "].root",
          "The roots of '"
              + one.name()
              + "' ("
              + one.root()
              + ") and '"
              + other.name()
              + "' ("
              + other.root()
              + ") lie inside each other, so files would be captured twice at two instants.",
          "Make them one store with profiles, or separate the roots.");
    }
  }

  /** Holdfast's own files must not be part of what it captures. */
  private static void lookAtOwnFiles(
      Installation installation, StoreSpec store, Path place, Findings findings) {
    VaultPath.local(installation.vault().location())
        .ifPresent(vault -> lookAtVault("vault.location", vault, store, place, findings));
    Path state = installation.state();
    if (state != null && Stores.isWithin(state, place)) {
      findings.error(
          "state-inside-store",
          "state",
          "The state directory "
              + state
              + " lies inside the store '"
              + store.name()
              + "' ("
              + place
              + "): its journal and spool would change the tree while it is captured.",
          "Put the state directory outside every store.");
    }
    Path password = installation.vault().passwordFile();
    if (password != null && Stores.isWithin(password, place)) {
      findings.warning(
          "password-inside-store",
          "vault.passwordFile",
          "The password file "
              + password
              + " lies inside the store '"
              + store.name()
              + "': if the store is lost, the password that opens its backup is lost with it.",
          "Keep the password elsewhere, and a second copy off this machine.");
    }
  }

  static void lookAtVault(
      String where, Path vault, StoreSpec store, Path place, Findings findings) {
    if (Stores.isWithin(vault, place)) {
      findings.error(
          "vault-inside-store",
          where,
          "The vault "
              + vault
              + " lies inside the store '"
              + store.name()
              + "' ("
              + place
              + "): it would back up itself, and be lost together with what it protects.",
          "Put the vault on another file system, outside every store.");
    } else if (Stores.isWithin(place, vault)) {
      findings.error(
          "store-inside-vault",
          where,
          "The store '" + store.name() + "' (" + place + ") lies inside the vault " + vault + ".",
          "Give the vault a directory of its own.");
    }
  }

  private static void lookAtDatabase(
      StoreSpec.Database database, Path directory, StoreSpec.Files tree, Findings findings) {
    String where = "stores[" + database.name() + "].directory";
    if (Stores.isWithin(tree.root(), directory)) {
      findings.error(
          "tree-inside-database",
          where,
          "The tree '"
              + tree.name()
              + "' ("
              + tree.root()
              + ") lies inside the database's directory "
              + directory
              + ", which is left out of every tree, so nothing of it would be captured.",
          "Give the database's own directory, the one that holds service.properties.");
      return;
    }
    for (ProfileDirectory entry : tree.profiles()) {
      if (Stores.isWithin(ProfileLint.directory(tree, entry), directory)) {
        findings.error(
            "profile-inside-database",
            where,
            "The directory '"
                + entry.path()
                + "' of '"
                + tree.name()
                + "' lies inside the database's directory "
                + directory
                + ", which is left out of every tree.",
            "Correct the database's directory or the profile's path.");
      }
    }
    if (Stores.isWithin(directory, tree.root())) {
      findings.info(
          "database-left-out",
          where,
          "The database's directory "
              + directory
              + " lies inside the tree '"
              + tree.name()
              + "' and is left out of it: the store '"
              + database.name()
              + "' captures it, and a copy of its live files would be worthless.",
          "Nothing.");
    }
  }
}
