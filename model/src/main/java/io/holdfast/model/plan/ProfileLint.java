package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the directories of a tree are said to be for, which decides what is left out (I4). */
final class ProfileLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    for (StoreSpec.Files tree : Stores.trees(installation)) {
      List<ProfileDirectory> profiles = tree.profiles();
      for (int i = 0; i < profiles.size(); i++) {
        lookAtOne(tree, profiles.get(i), findings);
        for (int j = i + 1; j < profiles.size(); j++) {
          lookAtTwo(tree, profiles.get(i), profiles.get(j), findings);
        }
      }
      for (Reference reference : installation.references()) {
        if (reference.to().equals(tree.name())) {
          lookAtReference(tree, reference, findings);
        }
      }
    }
  }

  private static void lookAtOne(StoreSpec.Files tree, ProfileDirectory entry, Findings findings) {
    if (!Stores.isWithin(directory(tree, entry), tree.root())) {
      findings.error(
          "profile-outside-root",
          where(tree, entry),
          "The directory is not inside the tree's root " + tree.root() + ".",
          "Give a path below the root, or make it a store of its own.");
    }
    switch (entry.profile()) {
      case COLLECTION ->
          findings.info(
              "collection-temporary-kept",
              where(tree, entry),
              "DR_TMP_DIR below a collection directory is kept: a collector moves the source file"
                  + " itself there, and it may be the only copy.",
              "Nothing; the files are collected again after a restore.");
      case REAL_TIME_FORWARDING ->
          findings.info(
              "real-time-temporary-kept",
              where(tree, entry),
              "DR_TMP_DIR below a real-time output directory is kept: synchronised output in it is"
                  + " recovered at the next start.",
              "Nothing; use the profile forwarding if only batch workflows write here.");
      default -> {}
    }
  }

  private static void lookAtTwo(
      StoreSpec.Files tree, ProfileDirectory one, ProfileDirectory other, Findings findings) {
    Path first = directory(tree, one);
    Path second = directory(tree, other);
    if (first.equals(second)) {
      findings.error(
          "profile-twice",
          where(tree, other),
          "The directory has two profiles, "
              + one.profile().label()
              + " and "
              + other.profile().label()
              + ".",
          "Keep the one that says what the directory is for.");
    } else if (second.startsWith(first)) {
      lookAtNested(tree, one, other, findings);
    } else if (first.startsWith(second)) {
      lookAtNested(tree, other, one, findings);
    }
  }

  private static void lookAtNested(
      StoreSpec.Files tree, ProfileDirectory outer, ProfileDirectory inner, Findings findings) {
    Path between = directory(tree, outer).relativize(directory(tree, inner));
    Optional<String> temporary = temporaryPart(outer.profile(), between);
    if (temporary.isPresent()) {
      findings.error(
          "profile-in-temporary",
          where(tree, inner),
          "The directory lies in '"
              + temporary.get()
              + "', which the profile "
              + outer.profile().label()
              + " of '"
              + outer.path()
              + "' leaves out as temporary.",
          "Correct the profile of one of the two directories.");
    } else if (outer.profile() != inner.profile() && outer.profile() != Profile.PLAIN) {
      findings.warning(
          "profile-nested",
          where(tree, inner),
          "The directory lies inside '"
              + outer.path()
              + "' ("
              + outer.profile().label()
              + "); below it the nearer profile, "
              + inner.profile().label()
              + ", decides alone what is temporary.",
          "Check that both workflows really share the directory.");
    }
  }

  /** What is left out can never be found again by the closure check (I5). */
  private static void lookAtReference(
      StoreSpec.Files tree, Reference reference, Findings findings) {
    Path base = tree.root().resolve(reference.base()).normalize();
    ProfileDirectory nearest = null;
    for (ProfileDirectory entry : tree.profiles()) {
      boolean nearer =
          nearest == null
              || directory(tree, entry).getNameCount() > directory(tree, nearest).getNameCount();
      if (base.startsWith(directory(tree, entry)) && nearer) {
        nearest = entry;
      }
    }
    if (nearest == null) {
      return;
    }
    Optional<String> temporary =
        temporaryPart(nearest.profile(), directory(tree, nearest).relativize(base));
    if (temporary.isPresent()) {
      findings.error(
          "reference-into-temporary",
          "references[" + reference.from() + " → " + reference.to() + "].base",
          "The files that rows name lie in '"
              + temporary.get()
              + "', which the profile "
              + nearest.profile().label()
              + " of '"
              + nearest.path()
              + "' leaves out as temporary.",
          "Correct the base of the reference or the profile of the directory.");
    }
  }

  /** The first part of the way from a profile's directory that the profile leaves out. */
  private static Optional<String> temporaryPart(Profile outer, Path between) {
    for (int depth = 0; depth < between.getNameCount(); depth++) {
      String part = between.getName(depth).toString();
      boolean temporary =
          switch (outer) {
            case DUPLICATE_UDR -> part.equals("tmp") && depth <= 1;
            case INTER_WORKFLOW, FORWARDING -> part.equals("DR_TMP_DIR");
            case ARCHIVE -> part.equals("DR_TMP_DIR") || (part.equals("pending") && depth == 0);
            case AGGREGATION, REAL_TIME_FORWARDING, COLLECTION, LOG, PLAIN -> false;
          };
      if (temporary) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  static Path directory(StoreSpec.Files tree, ProfileDirectory entry) {
    return tree.root().resolve(entry.path()).normalize();
  }

  private static String where(StoreSpec.Files tree, ProfileDirectory entry) {
    return "stores["
        + tree.name()
        + "].profiles["
        + (entry.path().isEmpty() ? "." : entry.path())
        + "]";
  }
}
