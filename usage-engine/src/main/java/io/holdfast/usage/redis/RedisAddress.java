package io.holdfast.usage.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database of a Redis server.
 *
 * @param password null if it demands none
 */
public record RedisAddress(String host, int port, int database, @Nullable String password) {
  private static final int USUAL_PORT = 6379;
  private static final Pattern DATABASE = Pattern.compile("(?:/(\\d{0,4}))?");

  /** Reads {@code redis://HOST[:PORT][/NUMBER]}; empty if it is something else. */
  public static Optional<RedisAddress> parse(String url, @Nullable String password) {
    try {
      var uri = new URI(url);
      var path = DATABASE.matcher(uri.getPath() == null ? "" : uri.getPath());
      var host = uri.getHost();
      boolean known = "redis".equals(uri.getScheme()) && uri.getUserInfo() == null;
      if (!known || host == null || !path.matches()) {
        return Optional.empty();
      }
      var number = path.group(1);
      return Optional.of(
          new RedisAddress(
              host,
              uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
              number == null || number.isEmpty() ? 0 : Integer.parseInt(number),
              password));
    } catch (URISyntaxException wrong) {
      return Optional.empty();
    }
  }

  public String url() {
    return "redis://%s:%d/%d".formatted(host, port, database);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url();
  }
}
