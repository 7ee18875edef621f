package io.holdfast.window.driver;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The suspension lease over HTTP ({@code docs/spec/suspension-http.md}): {@code POST
 * /v1/suspension} asks, {@code GET /v1/status} looks, {@code PUT} renews, {@code DELETE} ends. The
 * other side keeps the lease on its own clock and resumes by itself when it ends.
 */
final class HttpDriver implements SuspensionDriver {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final URI base;
  private final Duration timeout;
  private final HttpClient client;

  HttpDriver(URI url) {
    this(url, TIMEOUT);
  }

  /**
   * @param timeout how long one request may take before the other side counts as silent
   */
  HttpDriver(URI url, Duration timeout) {
    String text = url.toString();
    this.base = text.endsWith("/") ? url : URI.create(text + "/");
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public boolean leaseKeptBySuspendedSide() {
    return true;
  }

  @Override
  public void prepare() {
    JsonNode status = status();
    if (!status.has("state") || !status.has("counters")) {
      throw new HoldfastException(
          ErrorCode.SUSPEND_FAILED,
          "What answers at %s does not tell its state and its counters".formatted(base),
          "Processing was not suspended.",
          "Look whether suspension.url is the address of the installation's control interface.");
    }
  }

  @Override
  public void suspend(String holder, Duration lease) {
    String body =
        MAPPER
            .createObjectNode()
            .put("holder", holder)
            .put("leaseMillis", lease.toMillis())
            .toString();
    Answer answer;
    try {
      answer = send("POST", "v1/suspension", body);
    } catch (IOException failed) {
      throw new HoldfastException(
          ErrorCode.OUTCOME_UNKNOWN,
          "The request to suspend processing at %s failed: %s".formatted(base, reasonOf(failed)),
          "If it did arrive, processing resumes by itself when the lease ends.",
          "Look whether the installation answers at this address, then run the command again.",
          failed);
    }
    if (answer.status == 409) {
      JsonNode suspension = answer.body.path("suspension");
      throw new HoldfastException(
          ErrorCode.ALREADY_SUSPENDED,
          "Processing is suspended by '%s' until %s"
              .formatted(
                  suspension.path("holder").asString("another"),
                  suspension.path("deadline").asString("its deadline")),
          "Nothing was captured and nothing was changed.",
          "Wait until the other suspension ends, or end it where it was started.");
    }
    if (answer.status / 100 != 2) {
      throw refused("suspend", answer);
    }
  }

  @Override
  public SuspensionState state(String holder) {
    JsonNode status = status();
    if (!holder.equals(status.path("suspension").path("holder").asString(""))) {
      return new SuspensionState(SuspensionState.Phase.RUNNING, List.of(), fingerprint(status));
    }
    if (status.path("state").asString("").equals("quiet")) {
      return new SuspensionState(SuspensionState.Phase.QUIET, List.of(), fingerprint(status));
    }
    List<String> holding = new ArrayList<>();
    for (JsonNode workflow : status.path("workflows")) {
      String state = workflow.path("state").asString("");
      if (!state.equals("idle") && !state.equals("aborted")) {
        holding.add(workflow.path("name").asString("a workflow") + " (" + state + ")");
      }
    }
    return new SuspensionState(SuspensionState.Phase.DRAINING, holding, fingerprint(status));
  }

  @Override
  public void renew(String holder, Duration lease) {
    Optional<String> held = leaseOf(holder, status());
    if (held.isEmpty()) {
      throw leaseLost("The lease of '" + holder + "' is not held any more");
    }
    String body = MAPPER.createObjectNode().put("leaseMillis", lease.toMillis()).toString();
    try {
      Answer answer = send("PUT", pathOf(held.get()), body);
      if (answer.status == 410 || answer.status == 404) {
        throw leaseLost(
            "The lease ended at " + answer.body.path("endedAt").asString("its deadline"));
      }
      if (answer.status / 100 != 2) {
        throw refused("renew the lease", answer);
      }
    } catch (IOException failed) {
      throw leaseLost("The lease could not be renewed: " + reasonOf(failed));
    }
  }

  @Override
  public Ending resume(String holder) {
    try {
      JsonNode status = getStatus();
      Optional<String> held = leaseOf(holder, status);
      if (held.isEmpty()) {
        return endedByItself(holder, status);
      }
      Answer answer = send("DELETE", pathOf(held.get()), null);
      if (answer.status == 410) {
        return Ending.DEADLINE;
      }
      if (answer.status / 100 != 2) {
        throw unconfirmed("it answered " + answer.status, null);
      }
      if (leaseOf(holder, getStatus()).isPresent()) {
        throw unconfirmed("it still reports the suspension", null);
      }
      return Ending.RELEASED;
    } catch (IOException failed) {
      throw unconfirmed(reasonOf(failed), failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static Ending endedByItself(String holder, JsonNode status) {
    JsonNode last = status.path("lastSuspension");
    boolean ours = holder.equals(last.path("holder").asString(""));
    if (!ours) {
      return Ending.NONE;
    }
    return last.path("endedBy").asString("").equals("release") ? Ending.RELEASED : Ending.DEADLINE;
  }

  private static Optional<String> leaseOf(String holder, JsonNode status) {
    JsonNode suspension = status.path("suspension");
    return holder.equals(suspension.path("holder").asString(""))
        ? Optional.of(suspension.path("lease").asString(""))
        : Optional.empty();
  }

  /** A lease is the other side's to name: it may hold anything. */
  private static String pathOf(String lease) {
    return "v1/suspension/" + URLEncoder.encode(lease, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Everything that processing would move, in one text. */
  private static String fingerprint(JsonNode status) {
    return status.path("counters").toString();
  }

  private JsonNode status() {
    try {
      return getStatus();
    } catch (IOException failed) {
      throw new HoldfastException(
          ErrorCode.SUSPEND_FAILED,
          "The installation does not answer at %s: %s".formatted(base, reasonOf(failed)),
          "Nothing was captured; a suspension that was granted ends with its lease.",
          "Look whether the installation runs, and whether suspension.url is right.",
          failed);
    }
  }

  private JsonNode getStatus() throws IOException {
    Answer answer = send("GET", "v1/status", null);
    if (answer.status != 200) {
      throw new IOException("it answered " + answer.status);
    }
    return answer.body;
  }

  private Answer send(String method, String path, @Nullable String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), jsonOf(response.statusCode(), response.body()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the answer", interrupted);
    }
  }

  /** A refusal may come from a proxy or a wrong address and need not be JSON; its status tells. */
  private static JsonNode jsonOf(int status, String text) throws IOException {
    if (text.isBlank()) {
      return MAPPER.createObjectNode();
    }
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException notJson) {
      if (status / 100 != 2) {
        return MAPPER.createObjectNode();
      }
      throw new IOException("the answer is not JSON", notJson);
    }
  }

  private HoldfastException refused(String what, Answer answer) {
    return new HoldfastException(
        ErrorCode.SUSPEND_FAILED,
        "The installation at %s refused to %s: %d %s"
            .formatted(base, what, answer.status, answer.body),
        "Nothing was captured.",
        "Look at the installation's own log for the reason.");
  }

  private HoldfastException unconfirmed(String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.RESUME_UNCONFIRMED,
        "It is not confirmed that processing at %s has resumed: %s".formatted(base, why),
        "Processing resumes by itself when the lease ends, if the installation is alive.",
        "Look at the installation now; its status tells whether it processes.",
        cause);
  }

  private static HoldfastException leaseLost(String what) {
    return new HoldfastException(
        ErrorCode.LEASE_LOST,
        what,
        "Processing goes on; no set was sealed as consistent.",
        "Give the window a longer suspension.lease, or a smaller budget, and run the backup"
            + " again.");
  }

  private static String reasonOf(IOException failed) {
    String message = failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }

  private record Answer(int status, JsonNode body) {}
}
