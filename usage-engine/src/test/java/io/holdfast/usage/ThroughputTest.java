package io.holdfast.usage;

import io.holdfast.usage.source.Generate;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, and asserts only that the bill is right: the machine may be busy with other things.
 * {@code -Dholdfast.backing=POSTGRESQL_REDIS} measures another combination.
 */
class ThroughputTest {
  @TempDir Path directory;

  @Test
  @DisplayName("records a second, end to end, from a cold start (printed, not asserted)")
  void recordsPerSecond() throws Exception {
    var home = directory.resolve("home");
    var source = directory.resolve("source");
    int records = Integer.getInteger("holdfast.records", 300_000);
    var backing =
        Backing.Kind.valueOf(System.getProperty("holdfast.backing", "DERBY_DISK")).fresh();
    long start = System.nanoTime();
    Generate.into(source, records, 1, 0);
    long generated = System.nanoTime();
    try (var engine = EngineProcess.start(home, source, backing.run())) {
      long up = System.nanoTime();
      engine.awaitIdle();
      long idle = System.nanoTime();
      engine.terminate();
      System.out.printf(
          "usage-engine: %,d records: generated in %.2f s, collected and billed in %.2f s after"
              + " start-up (%,.0f records/s)%n",
          records, (generated - start) / 1e9, (idle - up) / 1e9, records / ((idle - up) / 1e9));
    }
    Verdict.of(home, source, backing).assertExact("after an undisturbed run");
  }
}
