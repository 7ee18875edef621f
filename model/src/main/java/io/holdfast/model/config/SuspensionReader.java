package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Suspension;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads how processing is suspended. */
final class SuspensionReader {
  private static final List<String> COMMON = List.of("driver", "drain", "lease");
  private static final List<String> COMMANDS = List.of("suspend", "status", "resume");
  private static final Map<String, List<String>> KEYS_OF_DRIVER = keysOfDriver();

  /** Named in the design, built later. */
  private static final List<String> LATER = List.of("ecdeployment", "helm");

  private final Section section;
  private final Values values;

  private SuspensionReader(Section section, Path directory) {
    this.section = section;
    this.values = new Values(section, directory);
  }

  private static Map<String, List<String>> keysOfDriver() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("http", List.of("url"));
    keys.put("command", COMMANDS);
    keys.put("none", List.of());
    return keys;
  }

  /** What a file without a suspension says. */
  static Suspension none() {
    return new Suspension(
        new Suspension.None(), Suspension.DEFAULT_DRAIN, Suspension.DEFAULT_LEASE);
  }

  static Suspension read(Section section, Path directory) {
    return new SuspensionReader(section, directory).read();
  }

  private Suspension read() {
    Duration drain = values.duration("drain", Suspension.DEFAULT_DRAIN);
    Duration lease = values.duration("lease", Suspension.DEFAULT_LEASE);
    return new Suspension(driver().orElseGet(Suspension.None::new), drain, lease);
  }

  private Optional<Suspension.Driver> driver() {
    Optional<Node> node = section.required("driver");
    if (node.isPresent()
        && node.get() instanceof ScalarNode scalar
        && LATER.contains(scalar.getValue())) {
      section
          .problems()
          .add(
              scalar,
              ErrorCode.NO_DRIVER,
              "this version has no driver for suspension by '"
                  + scalar.getValue()
                  + "'; it has "
                  + String.join(", ", KEYS_OF_DRIVER.keySet()));
      return Optional.empty();
    }
    Map<String, String> drivers = new LinkedHashMap<>();
    KEYS_OF_DRIVER.keySet().forEach(driver -> drivers.put(driver, driver));
    Optional<String> driver = values.choice("driver", drivers, node);
    section.only(
        OwnedKeys.known(COMMON, KEYS_OF_DRIVER, driver),
        OwnedKeys.elsewhere("driver", KEYS_OF_DRIVER, driver));
    return driver.map(
        kind ->
            switch (kind) {
              case "http" -> new Suspension.Http(url());
              case "command" ->
                  new Suspension.Command(
                      values.command("suspend"),
                      values.command("status"),
                      values.command("resume"));
              default -> new Suspension.None();
            });
  }

  private URI url() {
    Optional<String> text = values.text("url");
    if (text.isEmpty()) {
      return URI.create("");
    }
    try {
      URI url = new URI(text.get());
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException notAUrl) {
      section.wrong(
          section.required("url").orElseThrow(), "'url' is not a URL: " + notAUrl.getReason());
      return URI.create("");
    }
    section.wrong(
        section.required("url").orElseThrow(),
        "'url' must be http://host:port/path or https://…, without a user, not "
            + Quoted.of(text.get()));
    return URI.create("");
  }
}
