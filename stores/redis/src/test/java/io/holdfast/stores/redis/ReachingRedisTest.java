package io.holdfast.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Processes;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Logins, rights, encryption, replicas and clusters: what is reached, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachingRedisTest {
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
  @DisplayName("A password, and a user with no more rights than a backup needs")
  void logins() throws Exception {
    try (RunningRedis server = new RunningRedis(home, "--requirepass", "geheim")) {
      server
          .loggedIn("geheim")
          .call(
              "ACL SETUSER backup on >other +info +psync +replconf +cluster +config|get +ping"
                  .split(" "));
      assertThat(keysOf(spec(server, null, "geheim"))).isZero();
      assertThat(keysOf(spec(server, "backup", "other"))).isZero();
      assertRefused(spec(server, null, "wrong"), ErrorCode.DATABASE_REFUSED)
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("geheim");
      assertRefused(server.spec(), ErrorCode.DATABASE_REFUSED).hasMessageContaining("NOAUTH");
      StoreSpec.Redis nowhere =
          new StoreSpec.Redis("c", server.spec().url(), null, home.resolve("no"), null);
      assertRefused(nowhere, ErrorCode.PASSWORD_MISSING);
    }
  }

  @Test
  @DisplayName("HF-219 where PSYNC is renamed or not allowed, before processing is suspended")
  void forbidden() throws Exception {
    try (RunningRedis server = new RunningRedis(home, "--rename-command", "PSYNC", "hidden")) {
      assertRefused(server.spec(), ErrorCode.REPLICATION_FORBIDDEN)
          .hasMessageContaining("unknown command")
          .isInstanceOfSatisfying(
              HoldfastException.class, e -> assertThat(e.next()).contains("MemoryDB"));
    }
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("ACL SETUSER backup on >other allkeys +@all -psync".split(" "));
      assertRefused(spec(server, "backup", "other"), ErrorCode.REPLICATION_FORBIDDEN)
          .hasMessageContaining("psync");
    }
  }

  @Test
  @DisplayName("TLS, with the certificate checked for its signer and for the host")
  void encrypted() throws Exception {
    Path key = home.resolve("key.pem");
    Path certificate = certificate(key, "localhost");
    int port = RunningRedis.freePort();
    try (RunningRedis server = new RunningRedis(home, encrypted(port, key, certificate))) {
      server.ask("SET", "k", "v");
      String url = "rediss://localhost:" + port;
      assertThat(keysOf(new StoreSpec.Redis("c", url, null, null, certificate))).isOne();
      assertRefused(new StoreSpec.Redis("c", url, null, null, null), ErrorCode.DATABASE_REFUSED);
      assertRefused(
              new StoreSpec.Redis("c", "rediss://127.0.0.1:" + port, null, null, certificate),
              ErrorCode.DATABASE_REFUSED)
          .hasMessageContaining("127.0.0.1");
      assertRefused(
          new StoreSpec.Redis("c", "rediss://localhost:" + server.port, null, null, certificate),
          ErrorCode.DATABASE_REFUSED);
      assertRefused(
          new StoreSpec.Redis("c", url, null, null, server.home.resolve("log")),
          ErrorCode.CONFIG_WRONG_VALUE);
    }
  }

  private static String[] encrypted(int port, Path key, Path certificate, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-auth-clients",
                "no"));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  @Test
  @DisplayName("A cluster over TLS is reached by the names that it announces, and by no address")
  void encryptedCluster() throws Exception {
    Path key = home.resolve("key.pem");
    Path certificate = certificate(key, "localhost");
    int port = RunningRedis.freePort();
    try (RunningRedis server =
        new RunningRedis(
            home,
            encrypted(
                port,
                key,
                certificate,
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(RunningRedis.freePort()),
                "--tls-cluster",
                "yes",
                "--cluster-announce-hostname",
                "localhost"))) {
      server.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      while (!server.ask("CLUSTER", "INFO").contains("cluster_state:ok")) {
        RunningRedis.pause(20);
      }
      server.ask("SET", "k", "v");
      StoreSpec.Redis spec =
          new StoreSpec.Redis("c", "rediss://localhost:" + port, null, null, certificate);
      assertThat(keysOf(spec)).isOne();
      server.ask("CONFIG", "SET", "cluster-announce-hostname", "");
      server.ask("CONFIG", "SET", "cluster-announce-ip", "127.0.0.1");
      assertRefused(spec, ErrorCode.DATABASE_REFUSED).hasMessageContaining("127.0.0.1");
    }
  }

  private Path certificate(Path key, String host) throws IOException {
    Path certificate = home.resolve("certificate.pem");
    Process openssl =
        Processes.startPiped(
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()),
            Map.of());
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.onExit().join().exitValue()).as(said).isZero();
    return certificate;
  }

  @Test
  @DisplayName("No server there is HF-107")
  void nobody() throws Exception {
    assertRefused(
        new StoreSpec.Redis("c", "redis://127.0.0.1:1", null, null, null), ErrorCode.STORE_FAILED);
  }

  @Test
  @DisplayName("I2: a replica is taken when it has caught up, and never while it is behind")
  void replicas() throws Exception {
    try (RunningRedis master = new RunningRedis(home, "--repl-diskless-sync-delay", "0");
        StallingProxy proxy = new StallingProxy(master.port);
        RunningRedis replica = new RunningRedis(home, "--replicaof", "127.0.0.1 " + proxy.port())) {
      while (!replica.info("master_link_status").equals("up")) {
        RunningRedis.pause(20);
      }
      master.ask("SET", "k", "v");
      assertThat(keysOf(replica.spec())).isOne();

      proxy.stall();
      master.ask("SET", "second", "v");
      assertThat(replica.info("master_link_status")).isEqualTo("up");
      try (RedisCapture capture =
          new RedisCapture(
              vault,
              Files.createTempDirectory(home, "work-"),
              replica.spec(),
              Duration.ofSeconds(1))) {
        assertFails(ErrorCode.STORE_FAILED, capture::fix).hasMessageContaining("bytes behind");
      }
      master.kill();
      proxy.close();
      while (replica.info("master_link_status").equals("up")) {
        RunningRedis.pause(20);
      }
      try (RedisCapture capture = capture(replica.spec())) {
        assertFails(ErrorCode.STORE_FAILED, capture::fix).hasMessageContaining("without a link");
      }
    }
  }

  @Test
  @DisplayName("I4: a cluster is captured master by master; a slot without one or moving refuses")
  void clusters() throws Exception {
    try (RunningCluster cluster = new RunningCluster(home, 3)) {
      for (int n = 0; n < 500; n++) {
        cluster.ask("SET", "key-" + n, "v");
      }
      try (RedisCapture capture = capture(cluster.spec()).fix()) {
        CapturedMember member = capture.complete();
        capture.prove(capture.restore(member));
        assertThat(member.files()).isEqualTo(4);
        long keys = 0;
        for (var server : member.evidence().required("servers")) {
          keys += server.required("keys").asLong();
          assertThat(server.required("slots").asString()).matches("\\d+-\\d+");
        }
        assertThat(keys).isEqualTo(500);
      }

      RunningRedis first = cluster.masters.getFirst();
      String other = cluster.masters.get(1).ask("CLUSTER", "MYID");
      first.ask("CLUSTER", "SETSLOT", "7", "MIGRATING", other);
      assertRefused(cluster.spec(), ErrorCode.STORE_FAILED).hasMessageContaining("being moved");
      first.ask("CLUSTER", "SETSLOT", "7", "STABLE");
      assertThat(keysOf(cluster.spec())).isEqualTo(500);

      first.ask("CLUSTER", "DELSLOTS", "7");
      assertRefused(first.spec(), ErrorCode.STORE_FAILED).hasMessageContaining("slots 7");
    }
  }

  private long keysOf(StoreSpec.Redis spec) throws IOException {
    try (RedisCapture capture = capture(spec).fix()) {
      long keys = 0;
      for (var server : capture.complete().evidence().required("servers")) {
        keys += server.required("keys").asLong();
      }
      return keys;
    }
  }

  private StoreSpec.Redis spec(
      RunningRedis server, @org.jspecify.annotations.Nullable String user, String password)
      throws IOException {
    Path file = Files.writeString(Files.createTempFile(home, "password", ""), password + "\n");
    return new StoreSpec.Redis("cache", server.spec().url(), user, file, null);
  }

  private RedisCapture capture(StoreSpec.Redis spec) throws IOException {
    return new RedisCapture(vault, Files.createTempDirectory(home, "work-"), spec);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      StoreSpec.Redis spec, ErrorCode code) throws IOException {
    try (RedisCapture capture = capture(spec)) {
      return assertFails(code, () -> capture.store.prepare(Progress.NONE));
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
