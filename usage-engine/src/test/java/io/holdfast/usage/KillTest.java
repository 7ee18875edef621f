package io.holdfast.usage;

import io.holdfast.usage.source.Generate;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 at moments that nobody chose. */
class KillTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  @DisplayName("killed at random moments under load, the bill stays exact")
  void randomMoments(Backing.Kind kind) throws Exception {
    var backing = kind.fresh();
    var home = directory.resolve("home");
    var source = directory.resolve("source");
    var random = new SplittableRandom(Trials.SEED);
    var options = backing.run("--session-file-bytes", "65536", "--archive-keep", "40");
    int trials = Trials.count(kind == Backing.Kind.DERBY_DISK ? 10 : 2);
    for (int trial = 1; trial <= trials; trial++) {
      Generate.into(source, 20_000, trial, 12);
      try (var engine = EngineProcess.start(home, source, options)) {
        Thread.sleep(random.nextInt(5, 500));
        engine.kill();
      }
    }
    try (var engine = EngineProcess.start(home, source, options)) {
      engine.awaitIdle();
      engine.terminate();
    }
    Verdict.of(home, source, backing).assertExact(Trials.replay("after " + trials + " kills"));
  }
}
