package io.holdfast.capture;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.platform.FileName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured directories as a tree of names, one node per component. Fixed once built. */
final class ZonePlan {
  private final Map<FileName, ZonePlan> children = new HashMap<>();
  private @Nullable Profile profile;
  private boolean owned;

  private ZonePlan() {}

  /** The zone of the root. */
  static Zone rootZone(TreeSpec spec) {
    ZonePlan root = new ZonePlan();
    for (ProfileDirectory directory : spec.profiles()) {
      root.at(directory.path()).profile = directory.profile();
    }
    for (Path path : spec.ownedElsewhere()) {
      if (path.startsWith(spec.root()) && !path.equals(spec.root())) {
        root.at(spec.root().relativize(path).toString()).owned = true;
      }
    }
    Profile ofRoot = root.profile == null ? Profile.PLAIN : root.profile;
    return new Zone(ofRoot, 0, null, root);
  }

  private ZonePlan at(String path) {
    ZonePlan at = this;
    for (String component : path.split("/")) {
      if (!component.isEmpty() && !component.equals(".")) {
        at = at.children.computeIfAbsent(FileName.of(component), name -> new ZonePlan());
      }
    }
    return at;
  }

  @Nullable ZonePlan child(FileName name) {
    return children.get(name);
  }

  @Nullable Profile profile() {
    return profile;
  }

  boolean owned() {
    return owned;
  }
}
