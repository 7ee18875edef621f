package io.holdfast.proof.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Upstream;
import io.holdfast.proof.real.Verdict;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * One window after the other while the engine runs as fast as it can, most of them with a narrow
 * sweep; each set is restored into a scratch place, an engine is started there, and its bill must
 * be what the input says. {@code -Dholdfast.windows=200} for the long form, {@code
 * -Dholdfast.seed=7} for other sweeps and moments. After a failure the site is left where it is.
 */
class WindowsInARowTest {
  private static final int WINDOWS = Integer.getInteger("holdfast.windows", 1);
  private static final long SEED = Long.getLong("holdfast.seed", 1);

  /**
   * A site is given up after so many: what a restored engine reads again grows with its history.
   */
  private static final int WINDOWS_PER_SITE = 10;

  /** Small files, because each is a transaction, and transactions are what a window meets. */
  private static final long RECORDS_PER_FILE = 100;

  /** Windows are measured here and not limited: the machine that builds may be busy. */
  private static final Site.Times PATIENT = new Site.Times("2m", "5m", "4m");

  private static final long STOCK = 400_000;
  private static final long AHEAD = 10_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path directory;

  @Test
  @DisplayName("I1 I2 I5: under full load no window loses, doubles or bends a record")
  void noWindowDoesDamage() {
    Tally tally = new Tally();
    for (int first = 1; first <= WINDOWS && tally.damage().isEmpty(); ) {
      int last = Math.min(WINDOWS, first + WINDOWS_PER_SITE - 1);
      row(first, last, tally);
      first = last + 1;
    }
    assertThat(tally.damage()).as(tally::toString).isEmpty();
  }

  private static void row(int first, int last, Tally tally) {
    Path root = directory.resolve("from-" + first);
    try (Site site = Site.in(root);
        Upstream upstream = new Upstream(site.engine(), root, first, RECORDS_PER_FILE, AHEAD)) {
      upstream.stockUp(STOCK);
      site.engine().start(0, "--archive-keep", "200");
      site.configure(PATIENT).initVault();
      Path narrow = site.configWith("narrow.yaml", "sweep: full", "sweep: narrow");
      for (int window = first; window <= last && tally.damage().isEmpty(); window++) {
        SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + window);
        boolean isFull = random.nextInt(5) == 0;
        upstream.stockUp(STOCK);
        long starved = upstream.starved();
        upstream.flow(true);
        upstream.awaitRead(random.nextLong(1, AHEAD / 2));
        JsonNode set = backUp(site, isFull ? site.config() : narrow);
        upstream.rest();
        tally.addStarved(upstream.starved() - starved);
        tally.add(
            "window %d of seed %d below %s".formatted(window, SEED, root),
            set.path("set"),
            judge(site, set.path("setId").asString("")));
        System.out.println(tally);
      }
    }
    if (tally.damage().isEmpty()) {
      Site.delete(root);
    }
  }

  /** A set of whatever grade, as {@code show} tells of it. */
  private static JsonNode backUp(Site site, Path config) {
    Outcome backup = Cli.bare().run("backup", "--config", config.toString(), "--json");
    assertThat(backup.exit()).as(backup::told).isIn(0, 3);
    assertThat(site.engine().isIdle()).as("the engine had work all the time").isFalse();
    return site.holdfast("show", backup.summary().path("setId").asString("")).expect(0).summary();
  }

  private static Verdict judge(Site site, String set) {
    Path scratch = site.root().resolve("scratch");
    site.holdfast("restore", set, "--into", scratch.toString()).expect(0);
    Verdict verdict = Verdict.of(site.engine(), scratch.resolve("shared-disk"));
    if (verdict.isRight()) {
      Site.delete(scratch);
    }
    return verdict;
  }
}
