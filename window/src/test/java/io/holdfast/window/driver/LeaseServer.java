package io.holdfast.window.driver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An installation as {@code docs/spec/suspension-http.md} has it, without processing: a test says
 * what its state and counters are, and may put other answers in the place of the right ones.
 */
public final class LeaseServer implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final List<String> requests = new ArrayList<>();
  private final String lease;
  private String holder = "";
  private String lastHolder = "";
  private String endedBy = "";
  private String state = "quiet";
  private long counter = 7;
  private long leaseMillis;
  private Instead instead = (method, path) -> Optional.empty();

  /** Another answer than the right one. */
  public interface Instead {
    Optional<Reply> of(String method, String path);
  }

  /**
   * @param delayMillis before it is sent
   * @param acts whether the request takes effect before it is answered so
   */
  public record Reply(int status, String body, long delayMillis, boolean acts) {
    public static Reply of(int status, String body) {
      return new Reply(status, body, 0, false);
    }
  }

  public LeaseServer() {
    this(0, "lease-1");
  }

  /**
   * @param port 0 for any that is free
   * @param lease the name of every lease
   */
  public LeaseServer(int port, String lease) {
    this.lease = lease;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    } catch (IOException inUse) {
      throw new AssertionError(inUse);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public synchronized LeaseServer suspendedBy(String name) {
    holder = name;
    return this;
  }

  public synchronized LeaseServer state(String now) {
    state = now;
    return this;
  }

  /** A record is processed. */
  public synchronized void process() {
    counter++;
  }

  /** The lease runs out, or somebody ends it. */
  public synchronized void end(String by) {
    lastHolder = holder;
    endedBy = by;
    holder = "";
  }

  public synchronized void instead(Instead answers) {
    instead = answers;
  }

  public synchronized String holder() {
    return holder;
  }

  public synchronized long leaseMillis() {
    return leaseMillis;
  }

  /** Each as {@code METHOD /path}. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Optional<Reply> other;
    Reply reply;
    synchronized (this) {
      requests.add(method + " " + path);
      other = instead.of(method, path);
      reply = other.isPresent() && !other.get().acts ? other.get() : answer(method, path, body);
    }
    Reply sent = other.orElse(reply);
    try {
      Thread.sleep(sent.delayMillis);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    byte[] bytes = sent.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(sent.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply answer(String method, String path, String body) {
    JsonNode asked = body.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(body);
    return switch (method) {
      case "GET" -> Reply.of(200, status().toString());
      case "POST" -> suspend(asked);
      case "PUT" -> {
        if (!isHeld(path)) {
          yield gone();
        }
        leaseMillis = asked.required("leaseMillis").asLong();
        yield Reply.of(200, suspension().toString());
      }
      case "DELETE" -> {
        if (!isHeld(path)) {
          yield gone();
        }
        end("release");
        yield Reply.of(200, "{}");
      }
      default -> Reply.of(405, "");
    };
  }

  private Reply suspend(JsonNode asked) {
    String name = asked.required("holder").asString();
    if (!holder.isEmpty() && !holder.equals(name)) {
      return Reply.of(409, MAPPER.createObjectNode().set("suspension", suspension()).toString());
    }
    int status = holder.isEmpty() ? 201 : 200;
    holder = name;
    leaseMillis = asked.required("leaseMillis").asLong();
    return Reply.of(status, suspension().toString());
  }

  private boolean isHeld(String path) {
    String named =
        URLDecoder.decode(path.substring("/v1/suspension/".length()), StandardCharsets.UTF_8);
    return !holder.isEmpty() && named.equals(lease);
  }

  private Reply gone() {
    return Reply.of(410, "{\"endedBy\":\"deadline\",\"endedAt\":\"2026-11-22T03:05:00Z\"}");
  }

  private ObjectNode status() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("state", holder.isEmpty() ? "running" : state);
    if (!holder.isEmpty()) {
      json.set("suspension", suspension());
    }
    if (!lastHolder.isEmpty()) {
      json.putObject("lastSuspension").put("holder", lastHolder).put("endedBy", endedBy);
    }
    var workflows = json.putArray("workflows");
    workflows.addObject().put("name", "collection").put("state", "idle");
    workflows
        .addObject()
        .put("name", "aggregation")
        .put("state", state.equals("quiet") ? "idle" : "running");
    json.putObject("counters").put("records", counter);
    return json;
  }

  private ObjectNode suspension() {
    return MAPPER
        .createObjectNode()
        .put("lease", lease)
        .put("holder", holder)
        .put("deadline", Instant.parse("2026-11-22T03:05:00Z").toString());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
