package io.holdfast.proof.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.PostgresqlServer;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Why the database is fixed before the disk: here it is the other way round, on purpose. No
 * configuration makes Holdfast do that, so the disk is fixed as a script would, by a copy, and it
 * is the copy that is backed up later, beside the database as it is then. By their points the two
 * are a legal pair, for Holdfast cannot know when the copy was made: only the closure check is left
 * to notice. {@code -Dholdfast.seed=7} for another input.
 */
class ReversedOrderTest {
  private static final long SEED = Long.getLong("holdfast.seed", 1);
  private static final long RECORDS_PER_FILE = 100;
  private static final long STOCK = 400_000;
  private static final long AHEAD = 3_000;

  /** What is processed between the two fixings at the least: each file of it is archived. */
  private static final long MEANWHILE = 3_000;

  /** With a cleaner at work an archived file may be missing in any order, without a window. */
  private static final String NEVER_CLEANED = "1000000";

  private static final int NOT_CONSISTENT = 3;
  private static final int ILLEGAL = 7;
  private static final String NOT_SUSPENDED = "enabled: false, ";
  private static final Pattern DANGLING =
      Pattern.compile(
          "(\\d+) references do not resolve, the first: (data/archive/\\S+): the database names"
              + " it");

  /**
   * What was backed up in the wrong order.
   *
   * @param early the disk as it was before
   * @param config the configuration that names it
   */
  private record Reversed(Path early, Path config, Outcome backup) {}

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  @DisplayName(
      "I2 I5: disk before Derby: what dangles is named in the set, and is not restored; in the"
          + " right order nothing dangles")
  void derby() throws IOException {
    try (Site site = Site.in(directory.resolve("site"));
        Upstream upstream = upstreamOf(site)) {
      Reversed reversed = inReverse(site, upstream, UnaryOperator.identity());
      allThere(site, upstream, refused(site, reversed));
      noOtherDoubt(site, reversed.config);
    }
  }

  @Test
  @DisplayName("I2 I5: disk before PostgreSQL: what dangles is named in the set, and not restored")
  void postgresql() throws IOException {
    try (PostgresqlServer server = new PostgresqlServer(directory);
        Site site = Site.in(directory.resolve("site"));
        Upstream upstream = upstreamOf(site)) {
      String url = server.create("usage");
      site.engine().keepsStateIn("--database", url, "--database-user", PostgresqlServer.USER);
      String store =
          "kind: postgresql\n    url: '%s'\n    user: %s".formatted(url, PostgresqlServer.USER);
      refused(
          site,
          inReverse(
              site,
              upstream,
              config -> config.replaceFirst("kind: derby\\s+url: ''\\s+directory: ''", store)));
    }
  }

  private static Upstream upstreamOf(Site site) {
    return new Upstream(site.engine(), site.root(), SEED, RECORDS_PER_FILE, AHEAD);
  }

  private static Reversed inReverse(Site site, Upstream upstream, UnaryOperator<String> database)
      throws IOException {
    upstream.stockUp(STOCK);
    site.engine().start(0, "--archive-keep", NEVER_CLEANED);
    site.configure(Site.Times.USUAL).initVault();
    Site.write(
        site.config(),
        database
            .apply(Site.read(site.config()))
            .replace("coldWindow: {", "coldWindow: {" + NOT_SUSPENDED));
    upstream.flow(true);
    upstream.awaitRead(MEANWHILE);
    Path early = copyOfTheDisk(site);
    upstream.awaitRead(MEANWHILE);
    Path config =
        site.configWith("reversed.yaml", "root: '" + site.home() + "'", "root: '" + early + "'");
    return new Reversed(early, config, backupWhileItWorks(site, upstream, config));
  }

  /** What the engine opens and moves while it is copied may be missing, as it is to a script. */
  private static Path copyOfTheDisk(Site site) throws IOException {
    Path copy = Files.createDirectory(site.root().resolve("early"));
    Process copying =
        Children.start(
            new ProcessBuilder(
                    "cp",
                    "-a",
                    site.home().resolve("data").toString(),
                    site.home().resolve("log").toString(),
                    copy.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    assertThat(Children.awaitEnd(copying, 60)).as("cp").isIn(0, 1);
    return copy;
  }

  private static Outcome backupWhileItWorks(Site site, Upstream upstream, Path config) {
    Outcome backup = backup(config);
    assertThat(site.engine().isIdle()).as("the engine had work all the time").isFalse();
    upstream.rest();
    return backup;
  }

  private static Outcome backup(Path config) {
    return Cli.bare().run("backup", "--config", config.toString(), "--json").expect(NOT_CONSISTENT);
  }

  /**
   * What was archived after the copy dangles, and nothing else.
   *
   * @return how many rows the set's database has
   */
  private static long refused(Site site, Reversed reversed) throws IOException {
    Outcome backup = reversed.backup;
    String id = id(backup);
    JsonNode set = site.holdfast("show", id).expect(0).summary().path("set");
    assertThat(set.path("reasons")).isEqualTo(backup.summary().path("reasons"));
    Matcher dangling = DANGLING.matcher(set.path("reasons").toString());
    assertThat(dangling.find()).as("seed %d: %s", SEED, backup.told()).isTrue();
    assertThat(site.home().resolve(dangling.group(2))).exists();
    assertThat(reversed.early.resolve(dangling.group(2))).doesNotExist();
    long resolving = set.path("referencesChecked").asLong();
    assertThat(resolving).as("archived before").isPositive().isEqualTo(archivedIn(reversed.early));

    long open = Long.parseLong(dangling.group(1));
    assertThat(open).isPositive();
    Path target = site.root().resolve("dangling");
    assertThat(site.holdfast("restore", id, "--into", target.toString()).expect(ILLEGAL).out())
        .contains(
            "HF-703",
            "%d of %d references in the restored data do not resolve"
                .formatted(open, open + resolving));
    return open + resolving;
  }

  private static long archivedIn(Path disk) throws IOException {
    Path archive = disk.resolve("data/archive");
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(archive.resolve("pending")))
          .count();
    }
  }

  /** The same installation a moment later, database first: every row finds its file. */
  private static void allThere(Site site, Upstream upstream, long rows) {
    upstream.stockUp(STOCK);
    upstream.flow(true);
    upstream.awaitRead(MEANWHILE);
    Outcome backup = backupWhileItWorks(site, upstream, site.config());
    assertThat(backup.summary().path("reasons").toString())
        .contains("processing was not suspended")
        .doesNotContain("do not resolve");
    Path target = site.root().resolve("whole");
    JsonNode restored =
        site.holdfast("restore", id(backup), "--into", target.toString()).expect(0).summary();
    assertThat(restored.path("referencesChecked").asLong()).isGreaterThanOrEqualTo(rows);
  }

  /** Inside a window, with every other proof, the set is still not consistent. */
  private static void noOtherDoubt(Site site, Path reversed) {
    Path suspended = site.root().resolve("suspended.yaml");
    Site.write(suspended, Site.read(reversed).replace(NOT_SUSPENDED, ""));
    JsonNode summary = backup(suspended).summary();
    assertThat(summary.path("grade").asString("")).isEqualTo("crash-consistent");
    assertThat(summary.path("reasons")).hasSize(1);
    assertThat(summary.path("reasons").toString()).containsPattern(DANGLING);
  }

  private static String id(Outcome backup) {
    return backup.summary().path("setId").asString("");
  }
}
