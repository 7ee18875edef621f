package io.holdfast.proof.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code holdfast recover} of the engine's own Derby, whose tables are lost beside its disk. */
class RollForwardTest {
  private static final long SEED = Long.getLong("holdfast.seed", 20_261_123);
  private static final long RECORDS = 24_000;
  private static final long RATE = 1_000;
  private static final long RECORDS_PER_FILE = 2_000;

  @TempDir private Path root;

  @Test
  @DisplayName("I2 I5: rolled forward to the log's end beside the disk as it is, the bill is right")
  void lostTables() {
    try (Site site = Site.in(root)) {
      site.engine().generate(RECORDS, SEED, RECORDS_PER_FILE);
      site.engine().start(RATE);
      site.configure(Site.Times.USUAL).initVault();
      Site.write(
          site.config(),
          Site.read(site.config()).replace("kind: derby", "kind: derby\n    logArchive: true"));
      site.engine().awaitRecords(RECORDS / 20);
      site.holdfast("backup").expect(0);
      long captured = site.engine().recordsIn();
      site.engine().awaitRecords(captured + RECORDS / 20);
      assertThat(site.holdfast("recover", "system-database", "--in-place").expect(7).out())
          .contains("HF-704");
      site.engine().kill();
      Path database = site.engine().derbyDirectory();
      Site.delete(database.resolve("seg0"));

      JsonNode summary =
          site.holdfast("recover", "system-database", "--in-place").expect(0).summary();
      assertThat(summary.required("kept")).hasSize(1);
      assertThat(summary.required("reached").asString()).contains("log file");
      Verdict verdict = Verdict.of(site.engine(), site.home());
      assertThat(verdict.isRight()).as("seed %d: %s", SEED, verdict).isTrue();
    }
  }
}
