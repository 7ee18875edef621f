package io.holdfast.proof.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code holdfast receive} and {@code holdfast recover}, as an operator meets them. */
class ReceiveAndRecoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;
  private LoggedSite site;

  @BeforeEach
  void start() throws IOException {
    site = new LoggedSite(directory, "driver: none", "step: 1s", "name: by-hand");
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  /** Received by the program until the log has all that there is; then it is ended, in order. */
  private void receive() {
    Cli.Running receiving = site.cli.start("receive", "--config", site.config, "--json");
    String end = site.server.ask("billing", "select pg_current_wal_flush_lsn()");
    Await.until(
        "it is in the vault", PATIENCE, () -> LogEnd.hasReached(receiving, site.server, end));
    Children.signal(receiving.pid(), "TERM");
    Outcome outcome = receiving.await();
    assertThat(outcome.exit()).as(outcome::told).isEqualTo(143);
  }

  private Outcome recover(String... words) {
    String[] all = new String[words.length + 5];
    System.arraycopy(new String[] {"recover", "database", "--config", site.config}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    all[all.length - 1] = "--json";
    return site.cli.run(all);
  }

  @Test
  @DisplayName("I2, I5: a server that is lost comes back beside the disk that is not")
  void lostServer() throws IOException {
    site.batch("first");
    receive();
    site.batch("second");
    String between = site.server.ask("billing", "select clock_timestamp() at time zone 'utc'");
    receive();
    site.batch("third");
    receive();
    Files.writeString(site.disk.resolve("newer than the database"), "an orphan");
    site.server.kill();

    JsonNode spans = recover("--into", "unused", "--dry-run").expect(0).summary();
    assertThat(spans.required("spans")).hasSize(1);
    Path end = directory.resolve("end");
    JsonNode summary = recover("--into", end.toString()).expect(0).summary();
    assertThat(summary.required("referencesChecked").asInt()).isEqualTo(3);
    assertThat(summary.required("orphans").asInt()).isEqualTo(1);
    assertThat(summary.required("end").asBoolean()).isTrue();
    assertThat(end.resolve("database/data/PG_VERSION")).exists();

    Path earlier = directory.resolve("earlier");
    String time = between.replace(' ', 'T') + "Z";
    summary = recover("--to", time, "--into", earlier.toString()).expect(0).summary();
    assertThat(summary.required("referencesChecked").asInt()).isEqualTo(2);
    assertThat(summary.required("end").asBoolean()).isFalse();
  }

  @Test
  @DisplayName(
      "I5: what the database names and the disk has not ends with 7, and nothing is exchanged")
  void filesGone() throws IOException {
    site.batch("first");
    receive();
    site.server.ask("billing", "delete from batch");
    Files.delete(site.disk.resolve("first"));
    assertThat(recover("--in-place").expect(7).out()).contains("HF-7");
    assertThat(site.server.ask("billing", "select count(*) from batch")).isEqualTo("0");

    Files.writeString(site.disk.resolve("first"), "first");
    JsonNode summary = recover("--in-place").expect(0).summary();
    assertThat(summary.required("kept")).hasSize(1);
    assertThat(site.server.ask("billing", "select path from batch")).isEqualTo("first");
  }

  @Test
  @DisplayName("What cannot be recovered is said: no store, no log, no time")
  void refusals() {
    assertThat(recover("--into", "x", "--to", "yesterday").expect(2).out()).contains("HF-201");
    assertThat(recover("--into", directory.resolve("x").toString()).expect(2).out())
        .contains("HF-208", "it has none at all");
    assertThat(directory.resolve("x")).doesNotExist();
    assertThat(
            site.cli.run("recover", "disk", "--config", site.config, "--in-place").expect(2).err())
        .contains("HF-208", "No log of the store 'disk' is kept");
    assertThat(
            site.cli
                .run("recover", "nothing", "--config", site.config, "--in-place")
                .expect(2)
                .err())
        .contains("HF-208", "There is no store 'nothing'");
  }
}
