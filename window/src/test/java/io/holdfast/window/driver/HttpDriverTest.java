package io.holdfast.window.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.window.driver.LeaseServer.Reply;
import io.holdfast.window.driver.SuspensionDriver.Ending;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver's side of {@code docs/spec/suspension-http.md}. */
class HttpDriverTest {
  private static final String HOLDER = "holdfast/billing/20261122T030000Z-0a1b2c";
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final LeaseServer server = new LeaseServer();
  private final HttpDriver driver = new HttpDriver(server.url());

  @AfterEach
  void close() {
    driver.close();
    server.close();
  }

  @Test
  @DisplayName("I3: suspend, look, renew, resume: the four requests of the specification")
  void fourRequests() {
    driver.suspend(HOLDER, LEASE);
    assertThat(server.holder()).isEqualTo(HOLDER);
    assertThat(server.leaseMillis()).isEqualTo(300_000);
    assertThat(driver.state(HOLDER).phase()).isEqualTo(SuspensionState.Phase.QUIET);
    driver.renew(HOLDER, Duration.ofMinutes(1));
    assertThat(server.leaseMillis()).isEqualTo(60_000);
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.RELEASED);
    assertThat(server.holder()).isEmpty();
    assertThat(server.requests())
        .containsExactly(
            "POST /v1/suspension",
            "GET /v1/status",
            "GET /v1/status",
            "PUT /v1/suspension/lease-1",
            "GET /v1/status",
            "DELETE /v1/suspension/lease-1",
            "GET /v1/status");
  }

  @Test
  @DisplayName("The address may have a path, with or without a slash at its end")
  void addressWithPath() {
    for (String path : new String[] {"/engine", "/engine/"}) {
      try (HttpDriver below = new HttpDriver(URI.create(server.url() + path))) {
        below.state(HOLDER);
      }
    }
    assertThat(server.requests()).containsOnly("GET /engine/v1/status");
  }

  @Test
  @DisplayName("I3: suspending and resuming are idempotent for one holder")
  void idempotent() {
    driver.suspend(HOLDER, LEASE);
    driver.suspend(HOLDER, LEASE);
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.RELEASED);
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.RELEASED);
    assertThat(server.requests()).filteredOn(r -> r.startsWith("DELETE")).hasSize(1);
  }

  @Test
  @DisplayName("I3: another holder's suspension is HF-604, and is never ended")
  void anotherHolder() {
    server.suspendedBy("operator/anna");

    assertFails(ErrorCode.ALREADY_SUSPENDED, () -> driver.suspend(HOLDER, LEASE))
        .hasMessageContaining("operator/anna")
        .hasMessageContaining("2026-11-22T03:05:00Z");
    assertThat(driver.state(HOLDER).phase()).isEqualTo(SuspensionState.Phase.RUNNING);
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.NONE);
    assertThat(server.holder()).isEqualTo("operator/anna");
  }

  @Test
  @DisplayName("While it drains, the state names the workflows that are not idle")
  void draining() {
    server.suspendedBy(HOLDER).state("draining");

    SuspensionState state = driver.state(HOLDER);
    assertThat(state.phase()).isEqualTo(SuspensionState.Phase.DRAINING);
    assertThat(state.holding()).containsExactly("aggregation (running)");
  }

  @Test
  @DisplayName("I2: the fingerprint moves when a record is processed, and only then")
  void fingerprint() {
    server.suspendedBy(HOLDER);
    String before = driver.state(HOLDER).fingerprint();

    assertThat(driver.state(HOLDER).fingerprint()).isEqualTo(before).isNotEmpty();
    server.process();
    assertThat(driver.state(HOLDER).fingerprint()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deadline", "forced"})
  @DisplayName("I3: a lease that ended by itself is HF-603 to renew, and its ending is told")
  void endedByItself(String by) {
    driver.suspend(HOLDER, LEASE);
    server.end(by);

    assertFails(ErrorCode.LEASE_LOST, () -> driver.renew(HOLDER, LEASE));
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.DEADLINE);
  }

  @Test
  @DisplayName("I3: a lease that ends between the look and the request (410) is HF-603, or ended")
  void gone() {
    server.suspendedBy(HOLDER);
    server.instead(
        (method, path) ->
            method.equals("GET")
                ? Optional.empty()
                : Optional.of(Reply.of(410, "{\"endedAt\":\"2026-11-22T03:05:00Z\"}")));

    assertFails(ErrorCode.LEASE_LOST, () -> driver.renew(HOLDER, LEASE))
        .hasMessageContaining("2026-11-22T03:05:00Z");
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.DEADLINE);
  }

  @Test
  @DisplayName("I3: a release that the status does not confirm is HF-105")
  void unconfirmed() {
    server.suspendedBy(HOLDER);
    server.instead(
        (method, path) ->
            method.equals("DELETE") ? Optional.of(Reply.of(200, "{}")) : Optional.empty());

    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume(HOLDER))
        .hasMessageContaining("still reports");
  }

  @Test
  @DisplayName("Silence: suspending is HF-108, looking HF-104, renewing HF-104, resuming HF-105")
  void silence() {
    server.close();

    assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> driver.suspend(HOLDER, LEASE));
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.state(HOLDER))
        .hasMessageContaining(server.url().toString());
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.renew(HOLDER, LEASE));
    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume(HOLDER));
  }

  @Test
  @DisplayName("An answer that comes too late counts as silence, though the request took effect")
  void slow() {
    server.instead(
        (method, path) ->
            method.equals("POST")
                ? Optional.of(new Reply(201, "{}", 5_000, true))
                : Optional.empty());

    try (HttpDriver impatient = new HttpDriver(server.url(), Duration.ofSeconds(1))) {
      assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> impatient.suspend(HOLDER, LEASE));
    }
    assertThat(server.holder()).as("so it must be taken back").isEqualTo(HOLDER);
    assertThat(driver.resume(HOLDER)).isEqualTo(Ending.RELEASED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{\"state\":", "\u0000"})
  @DisplayName("An answer that is not JSON is no answer: the same errors as silence")
  void garbage(String body) {
    server.instead((method, path) -> Optional.of(Reply.of(200, body)));

    assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> driver.suspend(HOLDER, LEASE));
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.state(HOLDER)).hasMessageContaining("JSON");
    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume(HOLDER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "7", "\"quiet\"", "{\"suspension\":[1],\"state\":{}}"})
  @DisplayName("JSON of another shape never counts as quiet")
  void anotherShape(String body) {
    server.instead((method, path) -> Optional.of(Reply.of(200, body)));

    assertThat(driver.state(HOLDER).phase()).isEqualTo(SuspensionState.Phase.RUNNING);
  }

  @Test
  @DisplayName("A refusal that is not JSON, as of a wrong address, is told by its status")
  void wrongAddress() {
    server.instead((method, path) -> Optional.of(Reply.of(404, "<h1>Not Found</h1>")));

    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.suspend(HOLDER, LEASE))
        .hasMessageContaining("404");
    assertFails(ErrorCode.SUSPEND_FAILED, () -> driver.state(HOLDER)).hasMessageContaining("404");
    assertFails(ErrorCode.RESUME_UNCONFIRMED, () -> driver.resume(HOLDER))
        .hasMessageContaining("404");
  }

  @Test
  @DisplayName("I3: a lease's name is the other side's to choose: it may hold anything")
  void strangeLease() {
    try (LeaseServer strange = new LeaseServer(0, "a b/ü?%2F#+");
        HttpDriver to = new HttpDriver(strange.url())) {
      to.suspend(HOLDER, LEASE);
      to.renew(HOLDER, LEASE);
      assertThat(to.resume(HOLDER)).isEqualTo(Ending.RELEASED);
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
