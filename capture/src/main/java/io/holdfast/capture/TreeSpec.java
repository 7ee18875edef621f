package io.holdfast.capture;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * What to capture.
 *
 * @param profiles what the directories below the root are for; everything else is plain
 * @param ownedElsewhere absolute paths that are left out because another store or Holdfast itself
 *     owns them: a Derby directory, the vault, the spool. They need not exist or lie below the root
 */
public record TreeSpec(Path root, List<ProfileDirectory> profiles, List<Path> ownedElsewhere) {
  public TreeSpec {
    root = root.toAbsolutePath().normalize();
    profiles = List.copyOf(profiles);
    ownedElsewhere =
        ownedElsewhere.stream().map(path -> path.toAbsolutePath().normalize()).toList();
  }

  /** A tree in which no name means anything: as if all of it were input, which is kept whole. */
  public static TreeSpec everything(Path root, List<Path> ownedElsewhere) {
    return new TreeSpec(
        root, List.of(new ProfileDirectory("", Profile.COLLECTION)), ownedElsewhere);
  }

  /** A tree without profiles. */
  public static TreeSpec plain(Path root) {
    return new TreeSpec(root, List.of(), List.of());
  }
}
