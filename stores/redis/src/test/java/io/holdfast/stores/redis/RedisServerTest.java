package io.holdfast.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.redis.rdb.Crc64;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** I5: beside the live keys first, then in their place, and the old ones are kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisServerTest {
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
  @DisplayName("Every type is restored beside, exchanged, taken back: each state is a whole one")
  void exchanged() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      DataTypes.fill(server);
      String captured = server.digest();
      Path dump = dumpOf(server.spec());
      server.ask("DEL", "zset", "hash");
      server.ask("SET", "string", "newer");
      server.askIn(7, "SET", "only-live", "x");
      server.ask("FUNCTION", "FLUSH");
      String live = server.digest();

      ServerRestore restore = into(server.spec());
      restore.refuseUnfit();
      restore.prepare(dump, work(), Progress.NONE).close();
      assertThat(server.ask("GET", "string")).isEqualTo("newer");
      assertThat(server.askIn(7, "GET", "only-live")).isEqualTo("x");

      assertThat(restore.exchange("abc"))
          .get()
          .asString()
          .contains(
              "database 0 → database 1", "database 5 → database 2", "database 7 → database 3");
      assertThat(server.ask("GET", "string")).isEqualTo("value");
      assertThat(server.askIn(1, "GET", "string")).isEqualTo("newer");
      assertThat(server.askIn(3, "GET", "only-live")).isEqualTo("x");
      assertThat(server.askIn(7, "DBSIZE")).isEqualTo("0");
      assertThat(server.ask("PEXPIRETIME", "expiring-hash")).isEqualTo("4102444800123");
      assertThat(server.ask("XPENDING", "stream", "group")).contains("9");
      assertThat(server.ask("FCALL", "twice", "0", "21")).isEqualTo("42");
      for (int old : new int[] {1, 2, 3}) {
        server.askIn(old, "SWAPDB", Integer.toString(old), Integer.toString(10 + old));
        server.askIn(10 + old, "FLUSHDB");
      }
      assertThat(server.digest()).isEqualTo(captured);

      restore = into(server.spec());
      restore.prepare(dump, work(), Progress.NONE).close();
      restore.exchange("abc");
      restore.takeBack();
      restore.discard();
      awaitDigest(server, captured);
      assertThat(live).isNotEqualTo(captured);
    }
  }

  @Test
  @DisplayName("Taken back, the live keys are live again, and functions that were loaded are gone")
  void takenBack() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      DataTypes.fill(server);
      Path dump = dumpOf(server.spec());
      server.ask("FLUSHALL");
      server.ask("FUNCTION", "FLUSH");
      server.ask("SET", "k", "live");
      String live = server.digest();
      ServerRestore restore = into(server.spec());
      restore.prepare(dump, work(), Progress.NONE).close();
      restore.exchange("x");
      assertThat(server.ask("GET", "k")).isEmpty();
      restore.takeBack();
      assertThat(server.ask("GET", "k")).isEqualTo("live");
      restore.discard();
      awaitDigest(server, live);
      assertThat(server.ask("FUNCTION", "LIST")).isEqualTo("[]");
    }
  }

  @Test
  @DisplayName("What a killed restore left is marked, and is the only thing that is ever flushed")
  void killed() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "captured");
      Path dump = dumpOf(server.spec());
      server.ask("SET", "k", "live");
      into(server.spec()).prepare(dump, work(), Progress.NONE).close();
      assertThat(server.askIn(1, "GET", "k")).isEqualTo("captured");

      ServerRestore again = into(server.spec());
      again.prepare(dump, work(), Progress.NONE).close();
      assertThat(again.exchange("x")).get().asString().endsWith("database 0 → database 1");
      assertThat(server.ask("GET", "k")).isEqualTo("captured");
      again.discard();
      assertThat(server.askIn(1, "GET", "k")).isEqualTo("live");

      ServerRestore third = into(server.spec());
      third.prepare(dump, work(), Progress.NONE).close();
      assertThat(third.exchange("x")).get().asString().contains("0 → database 2", "1 → database 3");
      assertThat(server.askIn(3, "GET", "k")).isEqualTo("live");
    }
  }

  @Test
  @DisplayName("Expired keys do not come back; those that expire keep their instant")
  void expired() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "v");
      server.ask("SET", "short", "v", "PX", "300");
      server.ask("SET", "long", "v", "PXAT", "4102444800123");
      Path dump = dumpOf(server.spec());
      RunningRedis.pause(400);
      ServerRestore restore = into(server.spec());
      restore.prepare(dump, work(), Progress.NONE).close();
      restore.exchange("x");
      assertThat(server.ask("EXISTS", "short")).isEqualTo("0");
      assertThat(server.ask("PEXPIRETIME", "long")).isEqualTo("4102444800123");
      assertThat(server.ask("DBSIZE")).isEqualTo("2");
    }
  }

  @Test
  @DisplayName("Too few databases: HF-210 if the server has keys, restored directly if it has none")
  void fewDatabases() throws Exception {
    try (RunningRedis server = new RunningRedis(home, "--databases", "3")) {
      server.ask("SET", "k", "captured");
      server.askIn(2, "SET", "k", "captured");
      Path dump = dumpOf(server.spec());
      ServerRestore restore = into(server.spec());
      assertFails(ErrorCode.TARGET_NOT_EMPTY, () -> restore.prepare(dump, work(), Progress.NONE))
          .hasMessageContaining("2 empty ones, and there are 1");
      restore.discard();
      assertThat(server.ask("GET", "k")).isEqualTo("captured");

      server.ask("FLUSHALL");
      ServerRestore direct = into(server.spec());
      direct.prepare(dump, work(), Progress.NONE).close();
      assertThat(direct.exchange("x")).isEmpty();
      assertThat(server.askIn(2, "GET", "k")).isEqualTo("captured");
      assertThat(server.ask("DBSIZE")).isEqualTo("1");
      direct.takeBack();
      direct.discard();
      assertThat(server.ask("DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("A cluster is restored by slots into one with another number of masters, if empty")
  void clusters() throws Exception {
    try (RunningCluster three = new RunningCluster(home, 3);
        RunningCluster two = new RunningCluster(home, 2)) {
      for (int n = 0; n < 300; n++) {
        three.ask("SET", "key-" + n, "value-" + n);
      }
      Path dump = dumpOf(three.spec());
      ServerRestore full = into(three.spec());
      assertFails(ErrorCode.TARGET_NOT_EMPTY, full::refuseUnfit).hasMessageContaining("keys");
      assertFails(ErrorCode.TARGET_NOT_EMPTY, () -> full.prepare(dump, work(), Progress.NONE));
      full.discard();
      assertThat(three.keys()).isEqualTo(300);

      into(two.spec()).prepare(dump, work(), Progress.NONE).close();
      ServerRestore restore = into(two.spec());
      restore.refuseUnfit();
      restore.prepare(dump, work(), Progress.NONE).close();
      assertThat(restore.exchange("x")).isEmpty();
      assertThat(two.keys()).isEqualTo(300);
      for (int n = 0; n < 300; n += 17) {
        assertThat(two.ask("GET", "key-" + n)).isEqualTo("value-" + n);
      }
      restore.takeBack();
      restore.discard();
      assertThat(two.keys()).isZero();
    }
  }

  @Test
  @DisplayName("No memory, too large a value, another library, a replica: refused, nothing changed")
  void refused() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      byte[] incompressible = new byte[3_000_000];
      new Random(1).nextBytes(incompressible);
      server.ask("SET", "k", Base64.getEncoder().encodeToString(incompressible));
      server.ask("FUNCTION", "LOAD", DataTypes.LIBRARY);
      Path dump = dumpOf(server.spec());
      String live = server.digest();

      server.ask("CONFIG", "SET", "maxmemory", "8mb");
      assertRefused(server, dump, ErrorCode.DISK_FULL).hasMessageContaining("maxmemory");
      server.ask("CONFIG", "SET", "maxmemory", "0");
      server.ask("CONFIG", "SET", "proto-max-bulk-len", "2mb");
      assertRefused(server, dump, ErrorCode.RESTORE_UNPROVED).hasMessageContaining("largest value");
      server.ask("CONFIG", "SET", "proto-max-bulk-len", "512mb");
      server.ask("FUNCTION", "LOAD", "REPLACE", DataTypes.LIBRARY.replace("* 2", "* 3"));
      assertRefused(server, dump, ErrorCode.TARGET_NOT_EMPTY).hasMessageContaining("'billing'");
      assertThat(server.digest()).isEqualTo(live);

      try (RunningRedis replica = new RunningRedis(home, "--replicaof", "127.0.0.1 1")) {
        assertFails(ErrorCode.DATABASE_REFUSED, () -> into(replica.spec()).refuseUnfit());
      }
    }
  }

  @Test
  @DisplayName("A server older than the RDB, or without its module, says so; nothing is live")
  void tooOld() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "v");
      Path dump = dumpOf(server.spec());
      Path rdb = dump.resolve("redis.rdb");
      byte[] newer = Files.readAllBytes(rdb);
      System.arraycopy("0099".getBytes(StandardCharsets.US_ASCII), 0, newer, 5, 4);
      Files.write(rdb, checksummed(newer));
      Path json = dump.resolve(Description.FILE);
      Files.writeString(json, Files.readString(json).replaceAll("(\"rdbVersion\" : )\\d+", "$199"));
      assertRefused(server, dump, ErrorCode.RESTORE_UNPROVED)
          .hasMessageContaining("RDB version 99");
      assertThat(server.info("db0")).startsWith("keys=1,");
      assertThat(server.info("db1")).isEmpty();
      RedisCapture.driver().open(dump, work()).close();
    }
  }

  @Test
  @DisplayName("A value of a module is kept, and restored only where the module is")
  void modules() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "v");
      Path dump = dumpOf(server.spec());
      Path rdb = dump.resolve("redis.rdb");
      byte[] plain = Files.readAllBytes(rdb);
      byte[] module = {7, 1, 'm', (byte) 0x81, 0x4c, 0x16, (byte) 0xdb, 0x54, 0, 0, 0, 1, 2, 7, 0};
      byte[] with = new byte[plain.length + module.length];
      int end = plain.length - 9;
      System.arraycopy(plain, 0, with, 0, end);
      System.arraycopy(module, 0, with, end, module.length);
      with[end + module.length] = (byte) 0xff;
      Files.write(rdb, checksummed(with));
      Path json = dump.resolve(Description.FILE);
      Files.writeString(json, Files.readString(json).replace("\"0\" : 1", "\"0\" : 2"));

      RedisCapture.driver().open(dump, work()).close();
      assertRefused(server, dump, ErrorCode.RESTORE_UNPROVED)
          .hasMessageContaining("modules' types");
      into(server.spec()).discard();
      assertThat(server.ask("GET", "k")).isEqualTo("v");
    }
  }

  @Test
  @DisplayName("A damaged or missing file, or one with other keys, is HF-706")
  void damaged() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "v");
      Path dump = dumpOf(server.spec());
      Path rdb = dump.resolve("redis.rdb");
      byte[] sound = Files.readAllBytes(rdb);
      byte[] flipped = sound.clone();
      flipped[sound.length - 12] ^= 1;
      Files.write(rdb, flipped);
      assertUnfit(server, dump);
      Files.write(rdb, sound);
      Path json = dump.resolve(Description.FILE);
      String description = Files.readString(json);
      Files.writeString(json, description.replace("\"0\" : 1", "\"0\" : 2"));
      assertUnfit(server, dump);
      Files.writeString(json, description);
      Files.delete(rdb);
      assertUnfit(server, dump);
    }
  }

  @Test
  @DisplayName("A user needs no more rights than the guide says")
  void rights() throws Exception {
    try (RunningRedis server = new RunningRedis(home)) {
      server.ask("SET", "k", "captured");
      server.ask("FUNCTION", "LOAD", DataTypes.LIBRARY);
      Path dump = dumpOf(server.spec());
      server.ask("SET", "k", "live");
      server.ask("FUNCTION", "FLUSH");
      server.ask(
          ("ACL SETUSER backup on >pw ~* +ping +info +psync +replconf +cluster +config|get"
                  + " +restore +select +swapdb +multi +exec +set +del +exists +dbsize +time"
                  + " +flushdb +function")
              .split(" "));
      Path password = Files.writeString(home.resolve("backup-password"), "pw\n");
      ServerRestore restore =
          into(new StoreSpec.Redis("cache", server.spec().url(), "backup", password, null));
      restore.refuseUnfit();
      restore.prepare(dump, work(), Progress.NONE).close();
      assertThat(restore.exchange("x")).isPresent();
      assertThat(server.ask("GET", "k")).isEqualTo("captured");
      restore.takeBack();
      assertThat(server.ask("GET", "k")).isEqualTo("live");
      restore.discard();
      assertThat(server.info("db1")).isEmpty();
    }
  }

  /** {@code -Dholdfast.value.mebibytes=512} is the largest that a server takes unless told. */
  @Test
  @DisplayName(
      "The largest value that a server takes comes back; by RESTORE only where it is told to")
  void largestValue() throws Exception {
    int mebibytes = Integer.getInteger("holdfast.value.mebibytes", 8);
    try (RunningRedis server = new RunningRedis(home, "--rdbcompression", "no")) {
      server.ask("CONFIG", "SET", "proto-max-bulk-len", mebibytes + "mb");
      server.ask("SETRANGE", "big", Integer.toString((mebibytes << 20) - 1), "x");
      String captured = server.digest();
      Path dump = dumpOf(server.spec());
      RedisCapture.driver().open(dump, work()).close();
      server.ask("SET", "big", "small");

      assertRefused(server, dump, ErrorCode.RESTORE_UNPROVED).hasMessageContaining("largest value");
      server.ask("CONFIG", "SET", "proto-max-bulk-len", (mebibytes + 1) + "mb");
      ServerRestore restore = into(server.spec());
      restore.prepare(dump, work(), Progress.NONE).close();
      restore.exchange("x");
      server.askIn(1, "FLUSHDB");
      assertThat(server.digest()).isEqualTo(captured);
    }
  }

  @Test
  @DisplayName("A private server is not started where its keys would not fit")
  void memory() {
    assertThat(PrivateServer.hasMemoryFor(1 << 20)).isTrue();
    assertThat(PrivateServer.hasMemoryFor(1L << 50)).isFalse();
  }

  private void assertUnfit(RunningRedis server, Path dump) throws IOException {
    assertFails(ErrorCode.RESTORE_UNPROVED, () -> RedisCapture.driver().open(dump, work()).close());
    assertRefused(server, dump, ErrorCode.RESTORE_UNPROVED);
  }

  /** With the checksum that belongs to its content. */
  private static byte[] checksummed(byte[] rdb) {
    long crc = Crc64.update(0, rdb, 0, rdb.length - 8);
    for (int n = 0; n < 8; n++) {
      rdb[rdb.length - 8 + n] = (byte) (crc >>> (8 * n));
    }
    return rdb;
  }

  private static void awaitDigest(RunningRedis server, String digest) throws IOException {
    for (int tries = 0; !server.digest().equals(digest); tries++) {
      assertThat(tries).as("the digest").isLessThan(100);
      RunningRedis.pause(20);
    }
  }

  private Path dumpOf(StoreSpec.Redis spec) throws IOException {
    try (RedisCapture capture = new RedisCapture(vault, work(), spec).fix()) {
      return capture.restore(capture.complete());
    }
  }

  private static ServerRestore into(StoreSpec.Redis spec) {
    return new RedisProvider().intoServer(spec, Clock.SYSTEM, 2).orElseThrow();
  }

  private Path work() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      RunningRedis server, Path dump, ErrorCode code) {
    return assertFails(
        code, () -> into(server.spec()).prepare(dump, work(), Progress.NONE).close());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
