package io.holdfast.capture;

import io.holdfast.model.installation.Profile;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.FileType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says about one directory: the nearest profile at or above it and how far
 * below that profile's own directory it is. What is temporary depends on both (I4), never on a name
 * alone: a folder that a user calls {@code tmp} is data.
 *
 * @param depth 0 for the profile's own directory
 * @param temporary the rule by which all content here is left out, or null
 * @param below what is configured further down, or null if nothing is
 */
record Zone(Profile profile, int depth, @Nullable String temporary, @Nullable ZonePlan below) {
  static final String TEMPORARY_FILE = "TEMP.";
  private static final String TEMPORARY_DIRECTORY = "DR_TMP_DIR";
  private static final String DUPLICATE_TEMPORARY = "tmp";
  private static final String ARCHIVE_PENDING = "pending";

  /** The zone of the subdirectory {@code name}. */
  Zone child(FileName name) {
    ZonePlan planned = below == null ? null : below.child(name);
    if (planned != null && planned.profile() != null) {
      return new Zone(planned.profile(), 0, null, planned);
    }
    String rule = temporary == null ? temporaryDirectory(name) : temporary;
    return new Zone(profile, depth + 1, rule, planned);
  }

  /**
   * Whether any file here may be written to or taken away at any moment, whatever its age: session
   * files and containers are appended to, input is claimed.
   */
  boolean isAlwaysHot() {
    return switch (profile) {
      case AGGREGATION, DUPLICATE_UDR, COLLECTION -> true;
      case INTER_WORKFLOW, ARCHIVE, FORWARDING, REAL_TIME_FORWARDING, LOG, PLAIN -> false;
    };
  }

  /** Whether this very entry belongs to another store or to Holdfast. */
  boolean ownedElsewhere(FileName name) {
    ZonePlan planned = below == null ? null : below.child(name);
    return planned != null && planned.owned();
  }

  /** The rule that makes the content of the subdirectory {@code name} temporary, or null. */
  private @Nullable String temporaryDirectory(FileName name) {
    boolean is =
        switch (profile) {
          case DUPLICATE_UDR -> depth <= 1 && name.is(DUPLICATE_TEMPORARY);
          case INTER_WORKFLOW, FORWARDING -> name.is(TEMPORARY_DIRECTORY);
          case ARCHIVE -> name.is(TEMPORARY_DIRECTORY) || (depth == 0 && name.is(ARCHIVE_PENDING));
          case AGGREGATION, REAL_TIME_FORWARDING, COLLECTION, LOG, PLAIN -> false;
        };
    return is ? profile.label() + " " + name.display() : null;
  }

  /** The rule by which an entry that is not a directory is left out; empty if it is captured. */
  Optional<String> temporaryEntry(FileName name, FileType type) {
    if (temporary != null) {
      return Optional.of(temporary);
    }
    boolean markersCount =
        switch (profile) {
          case AGGREGATION, DUPLICATE_UDR, INTER_WORKFLOW, ARCHIVE, FORWARDING, PLAIN -> true;
          case REAL_TIME_FORWARDING, COLLECTION, LOG -> false;
        };
    return markersCount && type == FileType.REGULAR && name.startsWith(TEMPORARY_FILE)
        ? Optional.of(profile.label() + " " + TEMPORARY_FILE)
        : Optional.empty();
  }
}
