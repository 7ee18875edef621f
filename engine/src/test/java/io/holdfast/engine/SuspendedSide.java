package io.holdfast.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The installation of {@code docs/spec/suspension-http.md}, at once quiet when it is suspended. */
final class SuspendedSide implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private String holder = "";
  private String lastHolder = "";
  private String endedBy = "";
  private long counter;
  private int suspensions;
  private int renewals;
  private final List<String> holders = new ArrayList<>();
  private boolean refusesToResume;

  SuspendedSide() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized boolean isSuspended() {
    return !holder.isEmpty();
  }

  synchronized int suspensions() {
    return suspensions;
  }

  synchronized int renewals() {
    return renewals;
  }

  /** Who asked, in order. */
  synchronized List<String> holders() {
    return List.copyOf(holders);
  }

  synchronized void suspendedBy(String name) {
    holder = name;
  }

  synchronized void process() {
    counter++;
  }

  synchronized void end(String by) {
    lastHolder = holder;
    holder = "";
    endedBy = by;
  }

  synchronized void refusesToResume(boolean refuses) {
    refusesToResume = refuses;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int status;
    byte[] bytes;
    synchronized (this) {
      status = act(exchange.getRequestMethod(), body);
      bytes = status().toString().getBytes(StandardCharsets.UTF_8);
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int act(String method, String body) {
    switch (method) {
      case "POST" -> {
        holder = JsonMapper.shared().readTree(body).required("holder").asString();
        holders.add(holder);
        suspensions++;
        return 201;
      }
      case "PUT" -> {
        renewals++;
        return holder.isEmpty() ? 410 : 200;
      }
      case "DELETE" -> {
        if (refusesToResume) {
          return 500;
        }
        end("release");
        return 200;
      }
      default -> {
        return 200;
      }
    }
  }

  private ObjectNode status() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("state", holder.isEmpty() ? "running" : "quiet");
    if (!holder.isEmpty()) {
      json.putObject("suspension").put("holder", holder).put("lease", "lease-1");
    }
    if (!lastHolder.isEmpty()) {
      json.putObject("lastSuspension").put("holder", lastHolder).put("endedBy", endedBy);
    }
    json.putObject("counters").put("records", counter);
    return json;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
