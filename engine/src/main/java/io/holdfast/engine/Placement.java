package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a member is restored to.
 *
 * @param directory where its files go
 * @param below the store in whose tree that directory lies; empty if it stands alone
 */
public record Placement(Member member, Path directory, Optional<String> below) {

  /**
   * Below {@code target}: a directory for each store, a database inside the tree that it lives in.
   */
  static List<Placement> into(Path target, RecoverySet set, Installation installation) {
    return place(set, installation, store -> target.resolve(store.name()));
  }

  /** Beside the places that the configuration names, on the same file systems. */
  static List<Placement> besideTheLive(RecoverySet set, Installation installation) {
    return place(set, installation, store -> Swap.newBeside(directoryOf(store)));
  }

  private interface Root {
    Path of(StoreSpec store);
  }

  private static List<Placement> place(RecoverySet set, Installation installation, Root root) {
    List<Placement> placements = new ArrayList<>();
    for (Member member : set.members()) {
      StoreSpec store = specOf(member, installation);
      Optional<StoreSpec.Files> around =
          store instanceof StoreSpec.Files ? Optional.empty() : treeAround(store, installation);
      placements.add(
          around
              .map(
                  tree ->
                      new Placement(
                          member,
                          root.of(tree).resolve(tree.root().relativize(directoryOf(store))),
                          Optional.of(tree.name())))
              .orElseGet(() -> new Placement(member, root.of(store), Optional.empty())));
    }
    // Files first, databases last: a database must never stand before the files that it names.
    placements.sort(Comparator.comparing(placement -> !placement.member.kind().equals("files")));
    return placements;
  }

  private static Optional<StoreSpec.Files> treeAround(StoreSpec store, Installation installation) {
    return installation.stores().stream()
        .filter(StoreSpec.Files.class::isInstance)
        .map(StoreSpec.Files.class::cast)
        .filter(files -> directoryOf(store).startsWith(files.root()))
        .findFirst();
  }

  static Path directoryOf(StoreSpec store) {
    return switch (store) {
      case StoreSpec.Files files -> files.root();
      case StoreSpec.Derby derby -> derby.directory();
    };
  }

  private static StoreSpec specOf(Member member, Installation installation) {
    return installation.stores().stream()
        .filter(store -> store.name().equals(member.store()) && store.kind().equals(member.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.CONFIG_WRONG_VALUE,
                    "The set holds the %s store '%s', which the configuration does not name"
                        .formatted(member.kind(), member.store()),
                    "Nothing was changed.",
                    "Restore with the configuration that the set was made with."));
  }
}
