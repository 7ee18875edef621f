package io.holdfast.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Reference;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What keys name is read from what was captured, as the server itself would answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyReferencesTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 300);
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private RunningRedis server;
  private Vault vault;
  private Path home;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    home = directory;
    server = new RunningRedis(directory);
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterAll
  void stop() {
    vault.close();
    server.close();
  }

  @Test
  @DisplayName("I5: strings however they are encoded, in every database, at sealing and at restore")
  void strings() throws Exception {
    String repeated = "deep/".repeat(40) + "file";
    server.ask("FLUSHALL");
    server.ask("SET", "path:short", "a b");
    server.ask("SET", "path:number", "20261123");
    server.ask("SET", "path:long", repeated);
    server.askIn(5, "SET", "path:ü", "dir/ü");
    server.ask("RPUSH", "list", "x");
    assertThat(paths("GET path:*")).containsExactlyInAnyOrder("a b", "20261123", repeated, "dir/ü");
    assertThat(paths("get nothing:*")).isEmpty();
  }

  @Test
  @DisplayName("I5: fields of small and of large hashes, with length and SHA-256 if they are there")
  void hashes() throws Exception {
    server.ask("FLUSHALL");
    server.ask("HSET", "batch:all", "file", "a", "bytes", "5", "sum", SHA256, "other", "-7");
    server.ask("HSET", "batch:path", "other", "1", "file", "b");
    server.ask("HSET", "batch:none", "other", "1");
    List<String> large = new ArrayList<>(List.of("HSET", "batch:large"));
    for (int n = 0; n < 600; n++) {
      large.addAll(List.of("f" + n, "v" + n));
    }
    large.addAll(List.of("file", "c", "bytes", "123456789012"));
    server.ask(large.toArray(String[]::new));
    assertThat(server.ask("OBJECT", "ENCODING", "batch:large")).isEqualTo("hashtable");
    assertThat(server.ask("OBJECT", "ENCODING", "batch:all")).isEqualTo("listpack");

    assertThat(rows("HMGET batch:* file bytes sum"))
        .containsExactlyInAnyOrder(
            new ReferenceRows.Row("a", OptionalLong.of(5), Optional.of(SHA256)),
            new ReferenceRows.Row("b", OptionalLong.empty(), Optional.empty()),
            new ReferenceRows.Row("c", OptionalLong.of(123_456_789_012L), Optional.empty()));
    assertThat(paths("HMGET batch:* file")).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  @DisplayName("A listpack's entries of every size come back as the server gives them")
  void packedEntries() throws Exception {
    server.ask("FLUSHALL");
    server.ask("CONFIG", "SET", "hash-max-listpack-value", "100000");
    List<String> values = new ArrayList<>();
    for (int bits = 0; bits < 63; bits++) {
      long power = 1L << bits;
      for (long value : new long[] {power - 1, power, -power, -power - 1}) {
        values.add(Long.toString(value));
      }
    }
    for (int length : new int[] {1, 63, 64, 127, 128, 4095, 4096, 17_000}) {
      values.add("x".repeat(length));
    }
    for (int n = 0; n < values.size(); n++) {
      server.ask("HSET", "packed:" + n, "before", "1", "file", values.get(n), "after", "2");
    }
    assertThat(server.ask("OBJECT", "ENCODING", "packed:" + (values.size() - 1)))
        .isEqualTo("listpack");
    assertThat(paths("HMGET packed:* file")).containsExactlyInAnyOrderElementsOf(values);
  }

  @Test
  @DisplayName("I5: what has expired and is not yet removed names nothing; what still lives does")
  void expired() throws Exception {
    server.ask("FLUSHALL");
    server.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    server.ask("SET", "path:gone", "gone", "PX", "1");
    server.ask("SET", "path:alive", "alive", "EX", "1000");
    RunningRedis.pause(1_100);
    assertThat(server.ask("DBSIZE")).isEqualTo("2");
    assertThat(paths("GET path:*")).containsExactly("alive");
  }

  @Test
  @DisplayName("A key that fits and is of another type, no length, another command: HF-205, named")
  void wrong() throws Exception {
    server.ask("FLUSHALL");
    server.ask("SET", "s", "a");
    server.ask("HSET", "h", "file", "a", "bytes", "many");
    server.ask("RPUSH", "l", "a");
    assertThat(refused("GET [h]"))
        .hasMessageContaining("'h' is a hash")
        .hasMessageContaining("GET [h]");
    assertThat(refused("GET l")).hasMessageContaining("'l' is neither a string nor a hash");
    assertThat(refused("HMGET s file")).hasMessageContaining("'s' is a string");
    assertThat(refused("HMGET h file bytes")).hasMessageContaining("is no length: many");
    assertThat(refused("SMEMBERS *")).hasMessageContaining("SMEMBERS *");
    assertThat(refused("HMGET h")).hasMessageContaining("neither GET PATTERN nor");
  }

  @Test
  @DisplayName("Patterns fit the keys that the server's own KEYS gives, by seed")
  void patterns() throws Exception {
    long seed = Long.getLong("holdfast.seed", 20_261_123L);
    Random random = new Random(seed);
    server.ask("FLUSHALL");
    List<String> keys = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      String key = word(random, "abc-]^\\*é", 5);
      keys.add(key);
      server.ask("SET", key, "v");
    }
    for (int trial = 0; trial < TRIALS; trial++) {
      String pattern = glob(random);
      KeyPattern ours = new KeyPattern(pattern);
      TreeSet<String> expected = new TreeSet<>();
      for (String key : new TreeSet<>(keys)) {
        if (ours.fits(key.getBytes(StandardCharsets.UTF_8))) {
          expected.add(key);
        }
      }
      assertThat(new TreeSet<>(keysOfServer(pattern)))
          .as("seed %d, pattern %s", seed, pattern)
          .isEqualTo(expected);
    }
  }

  private List<String> keysOfServer(String pattern) throws IOException {
    try (RespConnection connection = server.connect()) {
      return connection.call("KEYS", pattern) instanceof Reply.Many(List<Reply> items)
          ? items.stream().map(Reply::words).toList()
          : List.of();
    }
  }

  private static String word(Random random, String alphabet, int atMost) {
    StringBuilder word = new StringBuilder();
    for (int left = 1 + random.nextInt(atMost); left > 0; left--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  /**
   * Parts that are well formed; what Redis makes of brackets that never close is its own affair.
   */
  private static String glob(Random random) {
    List<String> parts =
        Arrays.asList(
            "a", "b", "é", "*", "?", "[ab]", "[^a]", "[a-c]", "\\*", "\\]", "\\\\", "[\\]b]");
    StringBuilder glob = new StringBuilder();
    for (int left = 1 + random.nextInt(5); left > 0; left--) {
      glob.append(parts.get(random.nextInt(parts.size())));
    }
    return glob.toString();
  }

  private HoldfastException refused(String query) {
    HoldfastException refusal = catchThrowableOfType(HoldfastException.class, () -> rows(query));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_WRONG_VALUE);
    return refusal;
  }

  private List<String> paths(String query) throws IOException {
    return rows(query).stream().map(ReferenceRows.Row::path).toList();
  }

  /** The same from the store and from what was restored. */
  private List<ReferenceRows.Row> rows(String query) throws IOException {
    Path work = Files.createTempDirectory(home, "work-");
    try (RedisCapture capture =
        new RedisCapture(
                vault,
                work,
                server.spec(),
                Duration.ofSeconds(30),
                List.of(new Reference("cache", query, "disk", "")))
            .fix()) {
      CapturedMember member = capture.complete();
      List<ReferenceRows.Row> sealed = capture.capturedRows(query);
      assertThat(capture.restoredRows(capture.restore(member), query)).isEqualTo(sealed);
      return sealed;
    }
  }
}
