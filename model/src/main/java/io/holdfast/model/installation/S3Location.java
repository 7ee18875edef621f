package io.holdfast.model.installation;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vault in a bucket: {@code s3://bucket/prefix?region=eu-north-1&lock=governance:30d}. What a
 * vault needs to be found and written stands in its location, so that it is the same in a
 * configuration, in {@code --vault} and in a copy's target. Credentials never do.
 *
 * @param prefix below which every object lies, without a slash at either end; may be empty
 * @param region null if the surroundings name it
 * @param endpoint of a store that is not AWS; null for AWS, or if the surroundings name one
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 * @param storageClass of packs; the bucket's own if null
 * @param coldClass that packs are moved to when nothing but old sets needs them; null for none
 * @param lock what keeps new objects from being deleted, if anything
 */
public record S3Location(
    String bucket,
    String prefix,
    @Nullable String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    @Nullable String storageClass,
    @Nullable String coldClass,
    @Nullable Lock lock) {
  /** How a location of this kind begins. */
  public static final String SCHEME = "s3://";

  private static final Pattern SHAPE =
      Pattern.compile(
          "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[^/?#\\s]+)*)/?(?:\\?([^\\s#]*))?");

  private static final Map<String, Parameter> PARAMETERS =
      Map.of(
          "region", new Parameter("[a-z0-9-]{1,40}", "the name of a region"),
          "endpoint", new Parameter("https?://[^/?#@&\\s]+/?", "http(s)://host:port"),
          "path-style", new Parameter("true|false", "true or false"),
          "storage-class",
              new Parameter(
                  "STANDARD|STANDARD_IA|ONEZONE_IA|INTELLIGENT_TIERING|GLACIER_IR|"
                      + "REDUCED_REDUNDANCY",
                  "a class whose objects are read at once, as STANDARD_IA or GLACIER_IR"),
          "cold",
              new Parameter(
                  "GLACIER_IR|GLACIER|DEEP_ARCHIVE", "GLACIER_IR, GLACIER or DEEP_ARCHIVE"),
          "lock",
              new Parameter(
                  "(governance|compliance):[1-9][0-9]{0,4}d",
                  "as in governance:30d or compliance:365d"));

  /** What may stand behind the equals sign, for a machine and for a person. */
  private record Parameter(Pattern pattern, String words) {
    Parameter(String pattern, String words) {
      this(Pattern.compile(pattern), words);
    }
  }

  /** Object Lock: how firmly and for how long an object stays once it is written. */
  public record Lock(Mode mode, Duration keep) {
    /** Who may shorten it: somebody with a special right, or nobody. */
    public enum Mode {
      GOVERNANCE,
      COMPLIANCE
    }
  }

  /**
   * @throws IllegalArgumentException if it is no such location; the message says why
   */
  public static S3Location parse(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw new IllegalArgumentException("it is not of the form s3://bucket/prefix");
    }
    String prefix = shape.group(2);
    Map<String, String> given = parameters(shape.group(3));
    String endpoint = given.get("endpoint");
    String pathStyle = given.get("path-style");
    refuseContradictions(given);
    return new S3Location(
        shape.group(1),
        prefix.isEmpty() ? "" : prefix.substring(1),
        given.get("region"),
        endpoint == null ? null : endpoint(endpoint),
        pathStyle == null ? endpoint != null : Boolean.parseBoolean(pathStyle),
        given.get("storage-class"),
        given.get("cold"),
        lock(given.get("lock")));
  }

  /** The place alone: two locations with the same place are one vault. */
  public String place() {
    String path = SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    return endpoint == null ? path : path + " at " + endpoint;
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> given = new LinkedHashMap<>();
    if (query == null) {
      return given;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      Parameter allowed = PARAMETERS.get(name);
      if (allowed == null) {
        throw new IllegalArgumentException(
            "it has no parameter '"
                + name
                + "'; there are "
                + String.join(", ", PARAMETERS.keySet().stream().sorted().toList()));
      }
      if (!allowed.pattern().matcher(value).matches()) {
        throw new IllegalArgumentException(
            "'%s' cannot be '%s'; it is %s".formatted(name, value, allowed.words()));
      }
      if (given.put(name, value) != null) {
        throw new IllegalArgumentException("'" + name + "' stands in it twice");
      }
    }
    return given;
  }

  private static void refuseContradictions(Map<String, String> given) {
    String cold = given.get("cold");
    if (cold == null) {
      return;
    }
    if (given.containsKey("lock")) {
      throw new IllegalArgumentException(
          "'cold' and 'lock' exclude each other: a locked object that is moved stays where it was"
              + " as well, and is paid for twice");
    }
    if (cold.equals(given.get("storage-class"))) {
      throw new IllegalArgumentException(
          "'cold' is the class of new packs already, so nothing would be hot");
    }
  }

  private static URI endpoint(String text) {
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "'" + text + "' is not the address of a server", malformed);
    }
  }

  private static @Nullable Lock lock(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int colon = text.indexOf(':');
    long days = Long.parseLong(text.substring(colon + 1, text.length() - 1));
    return new Lock(
        Lock.Mode.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)),
        Duration.ofDays(days));
  }
}
