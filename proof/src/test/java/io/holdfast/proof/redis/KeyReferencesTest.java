package io.holdfast.proof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Keys of Redis that name files, as an operator configures and meets them. */
class KeyReferencesTest {
  private static final String PASSWORD = "a password for keys";

  @TempDir private Path directory;
  private RedisServer redis;
  private Path pickup;
  private Cli cli;

  @BeforeEach
  void start() throws IOException {
    redis = new RedisServer(directory.resolve("redis"));
    pickup = Files.createDirectories(directory.resolve("disk/pickup"));
    Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        installation: keys
        vault: {location: vault}
        state: state
        stores:
          - {name: disk, kind: files, root: disk}
          - {name: cache, kind: redis, url: '%s'}
        references:
          - {from: cache, query: 'HMGET batch:* file bytes', to: disk, base: pickup}
          - {from: cache, query: 'GET payload:*', to: disk, base: pickup}
        rules: [{name: by-hand}]
        """
            .formatted(redis.url()));
    cli = Cli.bare().with("HOLDFAST_PASSWORD", PASSWORD);
    Site.quickVault(directory.resolve("vault"), PASSWORD);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private Outcome holdfast(String... words) {
    String[] all = new String[words.length + 3];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--config";
    all[words.length + 1] = directory.resolve("holdfast.yaml").toString();
    all[words.length + 2] = "--json";
    return cli.run(all);
  }

  @Test
  @DisplayName("I5: dangling keys lower the grade and end a restore with 7; orphans are told apart")
  void keysThatNameFiles() throws IOException {
    Files.writeString(pickup.resolve("one"), "1234");
    Files.writeString(pickup.resolve("two"), "12");
    Files.writeString(pickup.resolve("nobody's"), "0");
    redis.ask("HSET batch:1 state ready file one bytes 4");
    redis.ask("HSET batch:2 state empty");
    redis.ask("SET payload:2 two");
    redis.ask("RPUSH other one");

    holdfast("backup");
    JsonNode whole = holdfast("restore", "latest", "--into", into("whole")).expect(0).summary();
    assertThat(whole.required("referencesChecked").asInt()).isEqualTo(2);
    assertThat(whole.required("orphans").asInt()).isEqualTo(1);

    redis.ask("SET payload:3 gone");
    Files.writeString(pickup.resolve("one"), "12345");
    holdfast("backup").expect(3);
    JsonNode set = holdfast("show", "latest").expect(0).summary().path("set");
    assertThat(set.required("reasons").toString()).contains("2 references do not resolve");
    Outcome restore = holdfast("restore", "latest", "--into", into("dangling")).expect(7);
    assertThat(restore.out() + restore.err())
        .contains("HF-703", "pickup/gone", "5", "pickup/one")
        .doesNotContain("nobody's");
  }

  @Test
  @DisplayName(
      "A query that Redis would not answer is refused by the plan, before anything is done")
  void wrongQuery() throws IOException {
    Path config = directory.resolve("holdfast.yaml");
    Files.writeString(config, Files.readString(config).replace("GET payload:*", "KEYS *"));
    assertThat(holdfast("backup").expect(2).out()).contains("HF-207", "GET PATTERN");
  }

  private String into(String name) {
    return directory.resolve(name).toString();
  }
}
