package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the places where state lives. */
final class StoreReader {
  private static final List<String> COMMON = List.of("name", "kind");
  private static final Map<String, List<String>> KEYS_OF_KIND = keysOfKind();

  /** One host: a set is of one server. Passwords have no place in it. */
  private static final Pattern POSTGRESQL_URL =
      Pattern.compile(
          "jdbc:postgresql://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/[^/?#&;\\s]+"
              + "(\\?(sslmode|sslrootcert)=[^&#;\\s]+(&(sslmode|sslrootcert)=[^&#;\\s]+)?)?");

  /** As the server allows it. */
  private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");

  /** Databases are not chosen here: all of a server are captured. */
  private static final Pattern REDIS_URL =
      Pattern.compile("rediss?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  /** Named in the design, built later. */
  private static final List<String> LATER = List.of("kubernetes", "rds", "memorydb", "efs");

  private final Path directory;
  private final Set<String> names = new LinkedHashSet<>();
  private boolean allNamed;

  StoreReader(Path directory) {
    this.directory = directory;
  }

  private static Map<String, List<String>> keysOfKind() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("derby", List.of("url", "directory", "logArchive"));
    keys.put("postgresql", List.of("url", "user", "passwordFile", "physical"));
    keys.put("redis", List.of("url", "user", "passwordFile", "caFile"));
    keys.put("files", List.of("root", "profiles", "snapshot"));
    return keys;
  }

  List<StoreSpec> read(List<Section> sections) {
    List<StoreSpec> stores = new ArrayList<>();
    allNamed = !sections.isEmpty();
    for (Section section : sections) {
      store(section).ifPresent(stores::add);
    }
    return stores;
  }

  /**
   * Every name that was read, also that of a store which has no driver or is wrong otherwise.
   * Nothing if a name is missing or stands twice, because a reference to it may then be right.
   */
  Optional<Set<String>> names() {
    return allNamed ? Optional.of(names) : Optional.empty();
  }

  private Optional<StoreSpec> store(Section section) {
    Values values = new Values(section, directory);
    Optional<String> name = values.name("name");
    boolean taken = name.isPresent() && !names.add(name.get());
    allNamed &= name.isPresent() && !taken;
    if (taken) {
      section.wrong(
          section.required("name").orElseThrow(),
          "there is a store called '" + name.orElse("") + "' already");
    }
    Optional<Node> node = section.required("kind");
    if (node.isPresent()
        && node.get() instanceof ScalarNode scalar
        && LATER.contains(scalar.getValue())) {
      section
          .problems()
          .add(
              scalar,
              ErrorCode.NO_DRIVER,
              "this version has no driver for stores of kind '"
                  + scalar.getValue()
                  + "'; it has "
                  + String.join(", ", KEYS_OF_KIND.keySet()));
      return Optional.empty();
    }
    Map<String, String> kinds = new LinkedHashMap<>();
    KEYS_OF_KIND.keySet().forEach(kind -> kinds.put(kind, kind));
    Optional<String> kind = values.choice("kind", kinds, node);
    section.only(
        OwnedKeys.known(COMMON, KEYS_OF_KIND, kind),
        OwnedKeys.elsewhere("kind", KEYS_OF_KIND, kind));
    return kind.map(
        chosen ->
            switch (chosen) {
              case "derby" -> derby(name.orElse(""), section, values);
              case "postgresql" -> postgresql(name.orElse(""), section, values);
              case "redis" -> redis(name.orElse(""), section, values);
              default -> files(name.orElse(""), section, values);
            });
  }

  private StoreSpec files(String name, Section section, Values values) {
    Map<String, SnapshotChoice> choices = new LinkedHashMap<>();
    for (SnapshotChoice choice : SnapshotChoice.values()) {
      choices.put(choice.label(), choice);
    }
    return new StoreSpec.Files(
        name,
        values.path("root"),
        profiles(section),
        values.choice("snapshot", choices, SnapshotChoice.AUTO));
  }

  private static StoreSpec derby(String name, Section section, Values values) {
    Optional<String> url = values.text("url");
    if (url.isPresent() && !url.get().matches("jdbc:derby:[^;\\s]+")) {
      section.wrong(
          section.required("url").orElseThrow(),
          "'url' must be jdbc:derby://host:port/name without attributes, not "
              + Quoted.of(url.get()));
    }
    return new StoreSpec.Derby(
        name, url.orElse(""), values.path("directory"), values.flag("logArchive", false));
  }

  private static StoreSpec postgresql(String name, Section section, Values values) {
    Optional<String> url = values.text("url");
    if (url.isPresent() && !POSTGRESQL_URL.matcher(url.get()).matches()) {
      section.wrong(
          section.required("url").orElseThrow(),
          "'url' must be jdbc:postgresql://host:port/database, with sslmode and sslrootcert as only"
              + " attributes, not "
              + Quoted.of(url.get()));
    }
    return new StoreSpec.Postgresql(
        name,
        url.orElse(""),
        values.text("user").orElse(""),
        values.optionalPath("passwordFile").orElse(null),
        section.section("physical").map(StoreReader::physical).orElse(null));
  }

  private static StoreSpec.Physical physical(Section section) {
    section.only(List.of("slot", "step", "baseEvery", "maxLag", "onLag"));
    Values values = new Values(section, Path.of(""));
    StoreSpec.Physical fallback = StoreSpec.Physical.DEFAULT;
    String slot = values.optionalText("slot").orElse(fallback.slot());
    if (!SLOT.matcher(slot).matches()) {
      section.wrong(
          section.required("slot").orElseThrow(),
          "'slot' must be 1 to 63 lower-case letters, digits or '_', not " + Quoted.of(slot));
    }
    return new StoreSpec.Physical(
        slot,
        values.duration("step", fallback.step()),
        values.duration("baseEvery", fallback.baseEvery()),
        values.bytes("maxLag", fallback.maxLag()),
        values.choice(
            "onLag",
            Map.of("warn", StoreSpec.OnLag.WARN, "drop", StoreSpec.OnLag.DROP),
            fallback.onLag()));
  }

  private static StoreSpec redis(String name, Section section, Values values) {
    Optional<String> url = values.text("url");
    if (url.isPresent() && !REDIS_URL.matcher(url.get()).matches()) {
      section.wrong(
          section.required("url").orElseThrow(),
          "'url' must be redis://host:port, or rediss://host:port for TLS, not "
              + Quoted.of(url.get()));
    }
    return new StoreSpec.Redis(
        name,
        url.orElse(""),
        values.optionalText("user").orElse(null),
        values.optionalPath("passwordFile").orElse(null),
        values.optionalPath("caFile").orElse(null));
  }

  private List<ProfileDirectory> profiles(Section section) {
    Map<String, Profile> labels = new LinkedHashMap<>();
    for (Profile profile : Profile.values()) {
      labels.put(profile.label(), profile);
    }
    List<ProfileDirectory> profiles = new ArrayList<>();
    for (Section entry : section.sections("profiles", "an entry of profiles")) {
      entry.only(List.of("path", "profile"));
      Values values = new Values(entry, directory);
      String path =
          values.text("path").map(text -> RelativePath.check(entry, "path", text)).orElse("");
      Profile profile = values.requiredChoice("profile", labels).orElse(Profile.PLAIN);
      profiles.add(new ProfileDirectory(path, profile));
    }
    return profiles;
  }
}
