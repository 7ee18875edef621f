package io.holdfast.proof.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Upstream;
import io.holdfast.proof.real.Verdict;
import io.holdfast.stores.CapturedMember;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why the audit is needed: in one and the same window a tree is captured with it and without it,
 * both are brought back, and the oracle judges both. With {@code -Dholdfast.windows=200} every
 * {@link Habit} is tried eight times; in short, one that damages what is not audited, once.
 */
class WithoutTheAuditTest {
  private static final int WINDOWS = Integer.getInteger("holdfast.windows", 1);
  private static final int WINDOWS_OF_EACH = Math.max(1, WINDOWS / 25);

  private static final long RECORDS_PER_FILE = 100;
  private static final long STOCK = 400_000;
  private static final long AHEAD = 3_000;

  /** Longer than what changed is taken to be likely to change again, which is 40 s. */
  private static final long REST_MILLIS = 42_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path directory;

  @TestFactory
  @DisplayName("I2: what a narrow sweep leaves out is damage without the audit, and none with it")
  Stream<DynamicTest> theAuditIsNeeded() {
    Stream<Habit> habits =
        WINDOWS_OF_EACH > 1 ? Stream.of(Habit.values()) : Stream.of(Habit.EVENTS_AFTER_REST);
    return habits.map(habit -> DynamicTest.dynamicTest(habit.toString(), () -> row(habit)));
  }

  private static void row(Habit habit) {
    Path root = directory.resolve(habit.name());
    int damaged = 0;
    int refused = 0;
    long late = 0;
    try (Site site = Site.in(root);
        Upstream upstream = new Upstream(site.engine(), root, 1, RECORDS_PER_FILE, AHEAD)) {
      upstream.stockUp(STOCK);
      site.engine().start(0, "--archive-keep", "200");
      site.configure(Site.Times.USUAL).initVault();
      Path config = habit.config(site);
      for (int window = 1; window <= WINDOWS_OF_EACH; window++) {
        upstream.stockUp(STOCK);
        habit.beforeTheRest(upstream);
        upstream.awaitAllRead();
        Await.pause(REST_MILLIS);
        habit.flow(upstream);
        try (TwinCapture twin = new TwinCapture(site, config, root.resolve("work-" + window))) {
          twin.prepare();
          habit.surprise(upstream);
          upstream.awaitAllRead();
          TwinCapture.Captures captures = twin.window();
          upstream.rest();
          late += captures.late();
          if (captures.unproved().count() > 0) {
            refused++;
          } else {
            Verdict proved = judge(site, twin, captures.audited(), captures.database());
            assertThat(proved.isRight()).as("with the audit: %s", proved).isTrue();
          }
          assertThat(captures.believed().doubts()).as("what is not proved is doubted").isNotEmpty();
          Verdict believed = judge(site, twin, captures.believed(), captures.database());
          damaged += believed.isRight() ? 0 : 1;
          System.out.printf("%s, without the audit: %s%n", habit, believed);
        }
      }
    }
    System.out.printf(
        "%s: %d windows; with the audit 0 damaged, %d to be repeated, %d files captured late;"
            + " without it %d damaged%n",
        habit, WINDOWS_OF_EACH, refused, late, damaged);
    if (habit.isMisleading()) {
      assertThat(damaged).as("%s: windows damaged without the audit", habit).isPositive();
    }
  }

  private static Verdict judge(
      Site site, TwinCapture twin, CapturedMember tree, CapturedMember database) {
    Path scratch = site.root().resolve("scratch");
    Verdict verdict = Verdict.of(site.engine(), twin.restore(tree, database, scratch));
    Site.delete(scratch);
    return verdict;
  }
}
