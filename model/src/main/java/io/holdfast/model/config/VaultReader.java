package io.holdfast.model.config;

import io.holdfast.model.installation.S3Location;
import io.holdfast.model.installation.VaultLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where a vault is. */
final class VaultReader {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://?.*");

  private VaultReader() {}

  static VaultLocation read(Section section, Path directory) {
    section.only(List.of("location", "passwordFile", "minimumRetention"));
    Values values = new Values(section, directory);
    return new VaultLocation(
        location(section, "location", directory),
        values.optionalPath("passwordFile").orElse(null),
        values.optionalDuration("minimumRetention").orElse(Duration.ZERO));
  }

  /** An absolute path, or {@code s3://bucket/prefix}, with what {@link S3Location} allows. */
  static String location(Section section, String key, Path directory) {
    Values values = new Values(section, directory);
    Optional<String> text = values.text(key);
    if (text.isEmpty()) {
      return "";
    }
    String location = text.get();
    if (location.startsWith(S3Location.SCHEME)) {
      return bucket(section, key, location);
    }
    if (SCHEME.matcher(location).matches()) {
      section.wrong(
          section.required(key).orElseThrow(),
          "'" + key + "' must be a path or s3://bucket/prefix, not " + Quoted.of(location));
      return "";
    }
    return values.resolve(key, location).map(Path::toString).orElse("");
  }

  private static String bucket(Section section, String key, String location) {
    try {
      S3Location.parse(location);
      return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    } catch (IllegalArgumentException wrong) {
      section.wrong(
          section.required(key).orElseThrow(),
          "'%s' must be a path or s3://bucket/prefix, not %s: %s"
              .formatted(key, Quoted.of(location), wrong.getMessage()));
      return "";
    }
  }
}
