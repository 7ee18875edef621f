package io.holdfast.proof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The drill with the open sessions of aggregation in Redis: database, disk and keys come from one
 * window, or the bill is wrong. {@code -Dholdfast.seed=7} for another input.
 */
class RedisDrillTest {
  private static final long SEED = Long.getLong("holdfast.seed", 20_261_123);
  private static final long RECORDS = Long.getLong("holdfast.records", 24_000);
  private static final long RATE = Long.getLong("holdfast.rate", 1_000);
  private static final long RECORDS_PER_FILE = 2_000;

  @TempDir private Path directory;

  @Test
  @DisplayName("I1 I2 I5: Redis, database and disk lost and restored: nothing lost or doubled")
  void theBillIsRight() {
    Path root = directory.resolve("seed-" + SEED);
    try (RedisServer redis = new RedisServer(directory.resolve("redis"));
        Site site = Site.in(root)) {
      site.engine().keepsStateIn("--aggregation", redis.url() + "/0");
      site.engine().generate(RECORDS, SEED, RECORDS_PER_FILE);
      site.engine().start(RATE);
      site.configure(Site.Times.USUAL).initVault();
      alsoCapture(site, redis);
      site.engine().awaitRecords(RECORDS / 20);

      Outcome backup = site.holdfast("backup").expect(0);
      assertThat(backup.summary().path("grade").asString("")).isEqualTo("consistent");
      assertThat(site.engine().isIdle()).as("backed up while there was work").isFalse();
      assertThat(keysOf(site)).as("open sessions in the set").isPositive();
      site.engine().awaitRecords(site.engine().recordsIn() + RECORDS / 20);
      site.engine().kill();
      redis.replaceByEmpty();
      Site.delete(site.home());

      site.holdfast("restore", "--in-place").expect(0);
      Verdict verdict = Verdict.of(site.engine(), site.home());
      assertThat(verdict.isRight()).as("seed %d: %s", SEED, verdict).isTrue();
      assertThat(verdict.oracle().path("records").asLong()).as("%s", verdict).isPositive();
    }
  }

  private static void alsoCapture(Site site, RedisServer redis) {
    Site.write(
        site.config(),
        Site.read(site.config())
            .replace(
                "references:\n",
                "  - {name: sessions, kind: redis, url: '%s'}%nreferences:%n"
                    .formatted(redis.url())));
  }

  private static long keysOf(Site site) {
    JsonNode set = site.holdfast("show", "latest").expect(0).summary().path("set");
    for (JsonNode member : set.path("members")) {
      if (member.path("kind").asString("").equals("redis")) {
        return member.path("evidence").path("servers").path(0).path("keys").asLong();
      }
    }
    throw new AssertionError("no Redis in " + set);
  }
}
