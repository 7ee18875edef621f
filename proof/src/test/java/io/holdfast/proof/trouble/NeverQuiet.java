package io.holdfast.proof.trouble;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An installation that grants the suspension, drains, and drains. */
final class NeverQuiet implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger releases = new AtomicInteger();
  private volatile @Nullable String holder;

  NeverQuiet() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often a suspension was ended by request. */
  int releases() {
    return releases.get();
  }

  boolean isSuspended() {
    return holder != null;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = JsonMapper.shared().createObjectNode();
      int code = 200;
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          holder = JsonMapper.shared().readTree(body).path("holder").asString();
          answer.put("lease", "l1").put("deadline", "2026-11-22T03:00:00Z");
          code = 201;
        }
        case "DELETE" -> {
          holder = null;
          releases.incrementAndGet();
        }
        default -> {
          String held = holder;
          answer.put("state", held == null ? "running" : "draining");
          if (held == null) {
            answer.putNull("suspension");
          } else {
            answer.putObject("suspension").put("lease", "l1").put("holder", held);
          }
          answer.putArray("workflows").addObject().put("name", "stubborn").put("state", "draining");
          answer.putObject("counters").put("recordsIn", System.nanoTime());
        }
      }
      byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
