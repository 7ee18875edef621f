package io.holdfast.s3.fake;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request, addressed by path.
 *
 * @param key empty if it is about the bucket
 * @param body as it came over the line
 */
public record S3Request(
    String method,
    String rawPath,
    String rawQuery,
    String bucket,
    String key,
    Map<String, String> parameters,
    Headers headers,
    byte[] body) {
  static S3Request of(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    int slash = path.indexOf('/');
    String query = exchange.getRequestURI().getRawQuery();
    return new S3Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query == null ? "" : query,
        slash < 0 ? path : path.substring(0, slash),
        slash < 0 ? "" : path.substring(slash + 1),
        parameters(query),
        exchange.getRequestHeaders(),
        exchange.getRequestBody().readAllBytes());
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new TreeMap<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        parameters.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  boolean isAboutObject() {
    return !key.isEmpty();
  }

  /** "PUT locks/12ab…" and the like, as tests speak of it. */
  @Override
  public String toString() {
    return method + " " + bucket + "/" + key;
  }
}
