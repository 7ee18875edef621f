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
 * @param server the store into whose server it goes from there; empty if the directory is the end
 */
public record Placement(
    Member member, Path directory, Optional<String> below, Optional<StoreSpec> server) {

  /**
   * Below {@code target}: a directory for each store, a database inside the tree that it lives in.
   */
  static List<Placement> into(Path target, RecoverySet set, Installation installation) {
    return place(set, installation, store -> target.resolve(store.name()), false);
  }

  /**
   * Beside the places that the configuration names, on the same file systems; what goes into a
   * server, by way of {@code scratch}.
   */
  static List<Placement> besideTheLive(RecoverySet set, Installation installation, Path scratch) {
    return place(
        set,
        installation,
        store -> store.place().map(Swap::newBeside).orElse(scratch.resolve(store.name())),
        true);
  }

  /** Where it will be, for people: a directory, or a server. */
  public String where() {
    return server
        .map(
            store ->
                "the server of '"
                    + store.name()
                    + "', beside the live database and then in its place")
        .orElse(directory.toString());
  }

  /** Whether it stands alone and is a directory in the end. */
  boolean takesPlaceOfDirectory() {
    return below.isEmpty() && server.isEmpty();
  }

  /** Whether it is a tree of files, and no database. */
  boolean isTree() {
    return member.kind().equals("files");
  }

  private interface Root {
    Path of(StoreSpec store);
  }

  private static List<Placement> place(
      RecoverySet set, Installation installation, Root root, boolean inPlace) {
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
                          root.of(tree)
                              .resolve(tree.root().relativize(store.place().orElseThrow())),
                          Optional.of(tree.name()),
                          Optional.empty()))
              .orElseGet(
                  () ->
                      new Placement(
                          member,
                          root.of(store),
                          Optional.empty(),
                          inPlace && store.place().isEmpty()
                              ? Optional.of(store)
                              : Optional.empty())));
    }
    // Files first, databases last: a database must never stand before the files that it names.
    placements.sort(Comparator.comparing(placement -> !placement.isTree()));
    return placements;
  }

  private static Optional<StoreSpec.Files> treeAround(StoreSpec store, Installation installation) {
    return installation.stores().stream()
        .filter(StoreSpec.Files.class::isInstance)
        .map(StoreSpec.Files.class::cast)
        .filter(files -> store.place().filter(place -> place.startsWith(files.root())).isPresent())
        .findFirst();
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
