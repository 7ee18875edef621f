package io.holdfast.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The driver against a real server: what is captured is the state at the fork, to the key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisStoreTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 10);
  private static final int WRITERS = 3;

  private Vault vault;
  private Path home;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    home = directory;
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterAll
  void stop() {
    vault.close();
  }

  @Test
  @DisplayName("I1, I2: with writers at full speed, what comes back is a prefix of what they did")
  void whileOthersWrite() throws Exception {
    for (int trial = 0; trial < TRIALS; trial++) {
      long seed = 20261123L + trial;
      try (RunningRedis server = new RunningRedis(home);
          Ledger ledger = new Ledger(server, WRITERS, seed);
          RedisCapture capture = capture(server)) {
        ledger.awaitCommitted(50 + seed % 100);
        capture.store.prepare(Progress.NONE);
        long before = ledger.committed();
        capture.fixAgain();
        long after = ledger.committed() + WRITERS;
        ledger.awaitCommitted(after + 50);
        Path restored = capture.restore(capture.complete());
        try (RunningRedis proof = new RunningRedis(home, restored.resolve("redis.rdb"))) {
          List<String> captured = Ledger.list(proof);
          assertThat((long) captured.size()).as("seed " + seed).isBetween(before, after);
          assertThat(captured)
              .as("seed " + seed)
              .isEqualTo(Ledger.list(server).subList(0, captured.size()));
          Ledger.check(proof, captured, WRITERS);
        }
      }
    }
  }

  @Test
  @DisplayName("I1: every type and encoding comes back, with times to live and databases")
  void everyType() throws Exception {
    try (RunningRedis server = new RunningRedis(home);
        RedisCapture capture = capture(server)) {
      DataTypes.fill(server);
      String digest = server.digest();
      long keys = Long.parseLong(server.ask("DBSIZE")) + Long.parseLong(server.askIn(5, "DBSIZE"));
      capture.fix();
      server.ask("DEL", "string", "list", "stream", "expiring");
      CapturedMember member = capture.complete();
      Path restored = capture.restore(member);
      capture.prove(restored);
      try (RunningRedis proof = new RunningRedis(home, restored.resolve("redis.rdb"))) {
        assertThat(proof.digest()).isEqualTo(digest);
        assertThat(proof.askIn(5, "GET", "in-another-database")).isEqualTo("5");
        assertThat(proof.ask("FCALL", "twice", "0", "21")).isEqualTo("42");
      }
      assertThat(member.doubts()).isEmpty();
      var evidence = member.evidence().required("servers").get(0);
      assertThat(evidence.required("forkMicros").asLong()).isPositive();
      assertThat(evidence.required("checksummed").asBoolean()).isTrue();
      assertThat(evidence.required("keys").asLong()).isEqualTo(keys);
      assertThat(evidence.required("libraries").asInt()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("I2: fixed in a second window, it is captured as it was in the second")
  void fixedAgain() throws Exception {
    try (RunningRedis server = new RunningRedis(home);
        RedisCapture capture = capture(server)) {
      server.ask("SET", "k", "first");
      capture.fix();
      server.ask("SET", "k", "second");
      capture.fixAgain();
      server.ask("SET", "k", "third");
      assertCaptured(capture, "second");
    }
  }

  @Test
  @DisplayName("I2: a save begun earlier for another replica is not taken for ours")
  void olderSave() throws Exception {
    try (RunningRedis server = new RunningRedis(home);
        RedisCapture capture = capture(server)) {
      server.fill(2000);
      server.ask("SET", "k", "older");
      capture.store.prepare(Progress.NONE);
      server.ask("CONFIG", "SET", "rdb-key-save-delay", "500");
      try (RespConnection other = server.connect()) {
        other.send("PSYNC", "?", "-1");
        other.flush();
        assertThat(other.line()).startsWith("+FULLRESYNC");
        server.ask("SET", "k", "ours");
        server.ask("CONFIG", "SET", "rdb-key-save-delay", "0");
        assertThat(server.info("rdb_bgsave_in_progress")).isEqualTo("1");
        capture.fixAgain();
        server.ask("SET", "k", "newer");
        assertCaptured(capture, "ours");
      }
    }
  }

  @Test
  @DisplayName(
      "I2: an answer with an offset from before the window is never taken, and asked again")
  void olderOffset() throws Exception {
    try (ScriptedRedis server =
            new ScriptedRedis("role:master\r\nmaster_repl_offset:10\r\n", 9, 10);
        RespConnection control = server.address().connect()) {
      Fork fork = Fork.of(server.address(), control, Clock.SYSTEM, Duration.ofSeconds(10));
      fork.replica().close();
      assertThat(fork.offset()).isEqualTo(10);
      assertThat(server.asked()).isEqualTo(2);
    }
    try (ScriptedRedis server = new ScriptedRedis("role:master\r\nmaster_repl_offset:10\r\n", 9);
        RespConnection control = server.address().connect()) {
      assertFails(
          ErrorCode.STORE_FAILED,
          () -> Fork.of(server.address(), control, Clock.SYSTEM, Duration.ofMillis(200)));
    }
  }

  @Test
  @DisplayName("I1: FLUSHALL ends the server's child, and then there is no member")
  void flushed() throws Exception {
    try (RunningRedis server = new RunningRedis(home);
        RedisCapture capture = capture(server)) {
      server.fill(2000);
      server.ask("CONFIG", "SET", "rdb-key-save-delay", "1000");
      capture.fix();
      server.ask("FLUSHALL");
      assertFails(ErrorCode.STORE_FAILED, capture::complete);
    }
  }

  @Test
  @DisplayName("I3: another save is waited for; if it takes too long, that is HF-107")
  void anotherSave() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.fill(2000);
      server.ask("CONFIG", "SET", "rdb-key-save-delay", "300");
      server.ask("BGSAVE");
      server.ask("CONFIG", "SET", "rdb-key-save-delay", "0");
      server.ask("SET", "k", "v");
      try (RedisCapture hasty =
          new RedisCapture(vault, work(), server.spec(), Duration.ofMillis(50))) {
        hasty.store.prepare(Progress.NONE);
        assertFails(ErrorCode.STORE_FAILED, hasty::fixAgain).hasMessageContaining("another save");
      }
      try (RedisCapture capture = capture(server)) {
        capture.fix();
        assertCaptured(capture, "v");
      }
    }
  }

  @Test
  @DisplayName("I3: the delay of diskless synchronisation is not paid for inside the window")
  void noDelay() throws Exception {
    for (String delay : List.of("5", "0")) {
      try (RunningRedis server =
              new RunningRedis(
                  home, "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", delay);
          RedisCapture capture = capture(server)) {
        server.fill(1000);
        server.ask("SET", "k", "v");
        capture.store.prepare(Progress.NONE);
        long begun = System.nanoTime();
        capture.fixAgain();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        CapturedMember member = assertCaptured(capture, "v");
        assertThat(member.evidence().required("servers").get(0).required("diskless").asBoolean())
            .isEqualTo(delay.equals("0"));
      }
    }
  }

  @Test
  @DisplayName("I1: a server that is killed while it sends leaves no member")
  void killed() throws Exception {
    for (String delay : List.of("5", "0")) {
      try (RunningRedis server =
              new RunningRedis(
                  home, "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", delay);
          RedisCapture capture = capture(server)) {
        server.fill(3000);
        server.ask("CONFIG", "SET", "rdb-key-save-delay", "1000");
        capture.fix();
        RunningRedis.pause(300);
        server.kill();
        assertFails(ErrorCode.STORE_FAILED, capture::complete);
      }
    }
  }

  @Test
  @DisplayName("What still comes is let go of when the store is closed")
  void closed() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.fill(3000);
      server.ask("CONFIG", "SET", "rdb-key-save-delay", "5000");
      try (RedisCapture capture = capture(server)) {
        capture.fix();
        assertThat(server.info("connected_slaves")).isEqualTo("1");
      }
      for (int tries = 0; !server.info("connected_slaves").equals("0"); tries++) {
        assertThat(tries).isLessThan(200);
        RunningRedis.pause(20);
      }
    }
  }

  @Test
  @DisplayName("Who writes while it should be quiet is told")
  void restless() throws Exception {
    try (RunningRedis server = new RunningRedis(home);
        RedisCapture capture = capture(server)) {
      assertThat(capture.store.restless()).isEmpty();
      try (Ledger ledger = new Ledger(server, 1, 1)) {
        ledger.awaitCommitted(1);
        assertThat(capture.store.restless()).singleElement().asString().contains("changes");
      }
      assertThat(capture.store.restless()).isEmpty();
    }
  }

  private CapturedMember assertCaptured(RedisCapture capture, String value) throws Exception {
    CapturedMember member = capture.complete();
    Path restored = capture.restore(member);
    capture.prove(restored);
    try (RunningRedis proof = new RunningRedis(home, restored.resolve("redis.rdb"))) {
      assertThat(proof.ask("GET", "k")).isEqualTo(value);
    }
    return member;
  }

  private RedisCapture capture(RunningRedis server) throws IOException {
    return new RedisCapture(vault, work(), server.spec());
  }

  private Path work() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
