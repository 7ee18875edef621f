package io.holdfast.window.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.window.driver.LeaseServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** I3: the guardian is a real process, and resumes when Holdfast cannot. */
class GuardianTest {
  private static final String HOLDER = "holdfast/billing/run";
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path run;
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  @DisplayName(
      "I3: Holdfast is killed: processing resumes, though the installation is silent at first")
  void parentKilled() throws Exception {
    int port = freePort();
    Process parent = parent(URI.create("http://127.0.0.1:" + port), List.of());
    long guardian = guardianOf(parent);

    parent.destroyForcibly().waitFor();
    await("a first attempt", () -> log().contains("attempt 1: "));
    assertThat(GuardianLock.awaitFree(run, Duration.ofMillis(50), Clock.SYSTEM))
        .as("gone while it may resume")
        .isFalse();
    try (LeaseServer server = new LeaseServer(port, "lease-1").suspendedBy(HOLDER)) {
      await("the resumption", () -> server.holder().isEmpty());
      assertThat(GuardianLock.awaitFree(run, LONG, Clock.SYSTEM)).as("gone").isTrue();
      await("the guardian's end", () -> !Processes.isAlive(guardian));
      assertThat(log())
          .contains("Holdfast is gone")
          .contains("confirmed to run (RELEASED, attempt ");
      assertThat(log().split("confirmed to run", -1))
          .as("and looked once more, for a request that was still on its way")
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP"})
  @DisplayName("I3: a terminal's signal to the whole group ends Holdfast and not the guardian")
  void signalToTheGroup(String signal) throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy(HOLDER)) {
      // These tests may run where the signals are ignored, as a background job does.
      Process parent = parent(server.url(), List.of("env", "--default-signal=HUP,INT", "setsid"));
      guardianOf(parent);

      int killed =
          Processes.startPiped(
                  List.of("/bin/sh", "-c", "kill -" + signal + " -" + parent.pid()),
                  java.util.Map.of())
              .waitFor();
      assertThat(killed).as("kill reached the group").isZero();

      await("the parent's end", () -> !parent.isAlive());
      await("the resumption", () -> server.holder().isEmpty());
    }
  }

  @Test
  @DisplayName("I3: Holdfast is alive but silent past the deadline: processing resumes")
  void deadlinePasses() throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy(HOLDER);
        GuardianProcess guardian = start(server.url())) {
      guardian.suspending(Duration.ofMillis(300));

      await("the resumption", () -> server.holder().isEmpty());
      await("its note", () -> log().contains("confirmed to run"));
      assertThat(log()).contains("the lease of " + HOLDER + " ran out");
      assertThat(Processes.isAlive(guardian.pid())).as("it goes on watching").isTrue();
    }
  }

  @Test
  @DisplayName("I3: a request of the one who slept past the deadline does not suspend for good")
  void suspendedAfterTheDeadline() throws Exception {
    try (LeaseServer server = new LeaseServer();
        GuardianProcess guardian = start(server.url())) {
      guardian.suspending(Duration.ofMillis(300));
      await("the first resumption", () -> log().contains("confirmed to run"));
      server.suspendedBy(HOLDER);

      await("the second resumption", () -> server.holder().isEmpty());
    }
  }

  @Test
  @DisplayName("I3: a lease that is renewed in time is not ended")
  void renewedInTime() throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy(HOLDER)) {
      GuardianProcess guardian = start(server.url());
      guardian.suspending(Duration.ofSeconds(2));
      guardian.suspending(LONG);
      Thread.sleep(2_300);
      assertThat(server.requests()).isEmpty();
      guardian.resumed();
      guardian.close();
      await("its end", () -> !Processes.isAlive(guardian.pid()));
    }
  }

  @Test
  @DisplayName("Told that processing runs again, it leaves without touching anything")
  void toldResumed() throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy("somebody else's suspension")) {
      GuardianProcess guardian = start(server.url());
      guardian.suspending(LONG);
      guardian.resumed();
      guardian.close();

      await("its end", () -> !Processes.isAlive(guardian.pid()));
      assertThat(server.requests()).isEmpty();
      assertThat(run.resolve("guardian.log")).doesNotExist();
    }
  }

  @Test
  @DisplayName(
      "I3: Holdfast ends in order without a confirmed resumption: the guardian has the task")
  void closedWithoutResumed() throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy(HOLDER)) {
      GuardianProcess guardian = start(server.url());
      guardian.suspending(LONG);
      guardian.close();

      await("the resumption", () -> server.holder().isEmpty());
    }
  }

  @Test
  @DisplayName("A guardian of commands runs the resume command until it succeeds")
  void commands() throws Exception {
    Path tries = run.resolve("tries");
    String resume = "echo x >> %1$s; test $(wc -l < %1$s) -ge 2".formatted(tries);
    GuardianProcess guardian =
        start(
            new Suspension.Command(
                List.of("false"), List.of("false"), List.of("/bin/sh", "-c", resume)));
    guardian.suspending(LONG);
    guardian.close();

    await("the resumption", () -> log().contains("confirmed to run (RELEASED, attempt 2)"));
    assertThat(log()).contains("resume command ended with 1");
  }

  @Test
  @DisplayName("Its orders hold what the configuration holds to resume with, and nothing else")
  void orders() throws Exception {
    try (LeaseServer server = new LeaseServer();
        GuardianProcess guardian = start(server.url())) {
      JsonNode json =
          JsonMapper.shared().readTree(Files.readAllBytes(run.resolve("guardian.json")));

      assertThat(json.propertyNames()).containsExactlyInAnyOrder("holder", "leaseMillis", "driver");
      assertThat(json.required("driver").toString())
          .isEqualTo("{\"kind\":\"http\",\"url\":\"" + server.url() + "\"}");
      guardian.resumed();
    }
  }

  @Test
  @DisplayName("Without a guardian there is no suspension: one that cannot be started is an error")
  void cannotStart() {
    assertThatThrownBy(
            () ->
                GuardianProcess.start(
                    run.resolve("missing"),
                    settings(new Suspension.Http(URI.create("http://h"))),
                    HOLDER))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("guardian");
  }

  @Test
  @DisplayName(
      "I3: a guardian that is not ready in time is HF-104, and killed with what it started")
  void neverReady() throws Exception {
    Path pid = run.resolve("pid");
    String silent = "sleep 60 & echo $! > '%s'; wait".formatted(pid);

    assertThatThrownBy(() -> startStandIn(silent, Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SUSPEND_FAILED))
        .hasMessageContaining("not ready after 1s");
    long sleeping = Long.parseLong(Files.readString(pid).strip());
    await("its end", () -> !Processes.isAlive(sleeping));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 3", "echo no memory"})
  @DisplayName("I3: a guardian that ends or says something else is HF-104 at once")
  void saysSomethingElse(String instead) {
    assertThatThrownBy(() -> startStandIn(instead, LONG))
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SUSPEND_FAILED))
        .hasMessageContaining("instead of 'ready'");
  }

  @Test
  @DisplayName("I3: an interruption ends the wait for a guardian, and stays set")
  void interrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> startStandIn("sleep 60", LONG)).hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  @DisplayName("I3: a guardian that was killed is noticed inside the window, and not after it")
  void killedGuardian() throws Exception {
    try (LeaseServer server = new LeaseServer().suspendedBy(HOLDER);
        GuardianProcess guardian = start(server.url())) {
      guardian.suspending(LONG);
      guardian.assertWatching();
      ProcessHandle.of(guardian.pid()).orElseThrow().destroyForcibly();
      await("its end", () -> !Processes.isAlive(guardian.pid()));

      assertThatThrownBy(guardian::assertWatching)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SUSPEND_FAILED));
      assertThatThrownBy(() -> guardian.suspending(LONG)).isInstanceOf(HoldfastException.class);
      guardian.resumed();
    }
  }

  private GuardianProcess startStandIn(String script, Duration limit) {
    return GuardianProcess.start(List.of("/bin/sh", "-c", script), run, limit);
  }

  private GuardianProcess start(URI url) {
    return start(new Suspension.Http(url));
  }

  private GuardianProcess start(Suspension.Driver driver) {
    GuardianProcess guardian = GuardianProcess.start(run, settings(driver), HOLDER);
    ProcessHandle.of(guardian.pid()).ifPresent(started::add);
    return guardian;
  }

  private static Suspension settings(Suspension.Driver driver) {
    return new Suspension(driver, Duration.ofSeconds(10), LONG);
  }

  /**
   * @param through a program that runs the parent; if it is missing, the test fails and names it
   */
  private Process parent(URI url, List<String> through) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.addAll(
        List.of(
            Processes.javaProgram(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HoldingParent.class.getName(),
            run.toString(),
            url.toString(),
            HOLDER,
            Long.toString(LONG.toMillis())));
    try {
      Process parent = Processes.startPiped(command, java.util.Map.of());
      started.add(parent.toHandle());
      return parent;
    } catch (IOException missing) {
      throw new AssertionError(
          "Install util-linux, which has setsid: " + missing.getMessage(), missing);
    }
  }

  private long guardianOf(Process parent) throws IOException {
    BufferedReader said = parent.inputReader();
    String line = String.valueOf(said.readLine());
    assertThat(line).as("what the parent said").matches("\\d+");
    long guardian = Long.parseLong(line);
    ProcessHandle.of(guardian).ifPresent(started::add);
    return guardian;
  }

  private String log() {
    try {
      Path log = run.resolve("guardian.log");
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for " + what).isLessThan(giveUp);
      Thread.sleep(20);
    }
  }
}
