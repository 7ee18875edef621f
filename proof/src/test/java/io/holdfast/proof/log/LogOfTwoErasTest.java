package io.holdfast.proof.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Restic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two sets and the log around them: what is recovered from it, and when it may go. */
class LogOfTwoErasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;
  private LoggedSite site;

  @BeforeEach
  void start() throws IOException {
    site =
        new LoggedSite(
            directory,
            "driver: command, suspend: [/bin/true], status: [/bin/true], resume: [/bin/true]",
            "step: 1s, baseEvery: 1s",
            "name: by-hand, lifecycle: {keep: {last: 1}}");
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  private String now() {
    return site.server
            .ask("billing", "select clock_timestamp() at time zone 'utc'")
            .replace(' ', 'T')
        + "Z";
  }

  private Outcome holdfast(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", site.config, "--json"));
    return site.cli.run(all.toArray(String[]::new));
  }

  private static List<JsonNode> events(Outcome outcome, String type) {
    return outcome.events().stream()
        .filter(event -> event.path("type").asString("").equals(type))
        .toList();
  }

  @Test
  @DisplayName("I2, I7: a time between two sets comes back; an era goes beside a running receiver")
  void fromLogAndPrune() throws IOException {
    site.batch("first");
    holdfast("backup").expect(0);
    site.batch("second");
    String between = now();
    site.batch("third");
    String set = holdfast("backup").expect(0).summary().path("setId").asString("");
    Files.delete(site.disk.resolve("first"));

    Outcome whole = holdfast("restore", "--to", between, "--into", "unused", "--dry-run").expect(0);
    JsonNode other = events(whole, "chosen").getFirst().path("fromLog");
    assertThat(other.path("setId").asString("")).as(whole::told).isEqualTo(set);
    JsonNode restored =
        holdfast("restore", "--to", between, "--from-log", "--in-place").expect(0).summary();
    assertThat(restored.path("referencesChecked").asInt()).isEqualTo(2);
    assertThat(restored.path("orphans").asInt()).as("the third file").isEqualTo(1);
    assertThat(restored.path("kept")).as("what was there, database and disk").hasSize(2);
    assertThat(site.server.ask("billing", "select string_agg(path, ' ' order by path) from batch"))
        .isEqualTo("first second");
    assertThat(site.disk.resolve("first")).exists();

    pruneBesideAReceiver(events(holdfast("sets", "--timeline").expect(0), "span"));
    Path last = directory.resolve("last");
    JsonNode recovered =
        holdfast("recover", "database", "--into", last.toString()).expect(0).summary();
    assertThat(recovered.path("referencesChecked").asInt()).as("and the fourth").isEqualTo(3);
    Path password = directory.resolve("password");
    Files.writeString(password, site.password());
    new Restic(directory.resolve("vault"), password).run("check", "--read-data");
  }

  private void pruneBesideAReceiver(List<JsonNode> spans) throws IOException {
    Cli.Running receiving = site.cli.start("receive", "--config", site.config, "--json");
    site.batch("fourth");
    awaitAllReceived(receiving);
    Outcome done = holdfast("prune", "--grace", "0s").expect(0);
    List<JsonNode> eras = events(done, "era");
    assertThat(eras).extracting(era -> era.path("kept").asBoolean()).containsExactly(false, true);
    assertThat(eras.getFirst().path("bytes").asLong()).isPositive();
    assertThat(spans).hasSize(2);
    assertThat(eras.getFirst().path("from")).isEqualTo(spans.getFirst().path("from"));
    assertThat(done.summary().path("erasDeleted").asInt()).isEqualTo(1);
    assertThat(done.summary().path("setsDeleted").asInt()).isEqualTo(1);
    site.server.ask("billing", "create table more as select generate_series(1, 1000)");
    awaitAllReceived(receiving);
    Children.signal(receiving.pid(), "TERM");
    Outcome outcome = receiving.await();
    assertThat(outcome.exit()).as(outcome::told).isEqualTo(143);
  }

  private void awaitAllReceived(Cli.Running receiving) {
    String end = site.server.ask("billing", "select pg_current_wal_flush_lsn()");
    Await.until(
        "it is in the vault", PATIENCE, () -> LogEnd.hasReached(receiving, site.server, end));
  }
}
