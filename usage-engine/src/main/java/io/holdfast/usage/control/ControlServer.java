package io.holdfast.usage.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.usage.json.FlatObject;
import io.holdfast.usage.json.Json;
import io.holdfast.usage.suspension.EndedLease;
import io.holdfast.usage.suspension.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP side of status and suspension; the paths and answers are told in the design page. */
public final class ControlServer implements AutoCloseable {
  private static final String STATUS = "/v1/status";
  private static final String SUSPENSION = "/v1/suspension";
  private static final int MOST_BODY = 64 * 1024;
  private static final long LONGEST_LEASE_MILLIS = Duration.ofHours(24).toMillis();

  private final Gate gate;
  private final StatusSource source;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public ControlServer(Gate gate, StatusSource source, int port) throws IOException {
    this.gate = gate;
    this.source = source;
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    // Without this the server writes head and body apart, and Nagle's algorithm holds the second
    // back for
    // 40 ms: five answers of a cold window would take a fifth of a second.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.server = HttpServer.create(address, 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
  }

  public void start() {
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (IllegalArgumentException wrong) {
        answer = Answer.wrong(400, String.valueOf(wrong.getMessage()));
      } catch (IOException | RuntimeException failed) {
        answer = Answer.wrong(500, failed.toString());
      }
      var bytes = Json.write(answer.body()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.code(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var method = exchange.getRequestMethod();
    if (path.equals(STATUS)) {
      return method.equals("GET") ? Status.of(gate, source) : notAllowed(method);
    }
    if (path.equals(SUSPENSION)) {
      return switch (method) {
        case "POST" -> suspend(body(exchange));
        case "DELETE" -> force();
        default -> notAllowed(method);
      };
    }
    if (path.startsWith(SUSPENSION + "/")) {
      var lease = path.substring(SUSPENSION.length() + 1);
      return switch (method) {
        case "PUT" -> renew(lease, body(exchange));
        case "DELETE" -> release(lease);
        default -> notAllowed(method);
      };
    }
    return Answer.wrong(404, "no such path: " + path);
  }

  private static Answer notAllowed(String method) {
    return Answer.wrong(405, method + " is not possible here");
  }

  private Answer suspend(Map<String, Object> request) {
    if (!(request.get("holder") instanceof String holder) || holder.isBlank()) {
      throw new IllegalArgumentException("holder must be a text that is not empty");
    }
    var length = leaseLength(request);
    var suspended = gate.suspend(holder, length);
    var lease = suspended.lease();
    int code = suspended.fresh() ? 201 : lease.holder().equals(holder) ? 200 : 409;
    var answer =
        Answer.of(code)
            .with("lease", lease.id())
            .with("holder", lease.holder())
            .with("deadline", lease.deadline())
            .with("state", Status.text(gate.view().state()));
    return code == 409
        ? answer
            .with("suspension", Status.lease(lease))
            .with("error", "suspended already by " + lease.holder())
        : answer;
  }

  private Answer renew(String lease, Map<String, Object> request) {
    var renewed = gate.renew(lease, leaseLength(request));
    return renewed
        .map(
            held ->
                Answer.of(200)
                    .with("lease", held.id())
                    .with("deadline", held.deadline())
                    .with("state", Status.text(gate.view().state())))
        .orElseGet(() -> gone(lease));
  }

  private Answer release(String lease) {
    return gate.release(lease).map(over -> ended(200, over)).orElseGet(() -> gone(lease));
  }

  private Answer force() {
    return gate.force()
        .map(over -> ended(200, over))
        .orElseGet(() -> Answer.wrong(404, "nothing is suspended"));
  }

  private Answer gone(String lease) {
    return gate.ended(lease)
        .map(over -> ended(410, over))
        .orElseGet(() -> Answer.wrong(404, "no lease " + lease + " since the engine started"));
  }

  private static Answer ended(int code, EndedLease over) {
    return Answer.of(code)
        .with("endedBy", over.endedBy().text())
        .with("startedAt", over.lease().startedAt())
        .with("quietAt", over.quietAt())
        .with("endedAt", over.endedAt())
        .with("suspendedMillis", over.suspended().toMillis());
  }

  private static Duration leaseLength(Map<String, Object> request) {
    if (request.get("leaseMillis") instanceof Long millis
        && millis >= 1
        && millis <= LONGEST_LEASE_MILLIS) {
      return Duration.ofMillis(millis);
    }
    throw new IllegalArgumentException(
        "leaseMillis must be a whole number from 1 to " + LONGEST_LEASE_MILLIS);
  }

  private static Map<String, Object> body(HttpExchange exchange) throws IOException {
    var bytes = exchange.getRequestBody().readNBytes(MOST_BODY);
    return FlatObject.read(new String(bytes, StandardCharsets.UTF_8));
  }
}
