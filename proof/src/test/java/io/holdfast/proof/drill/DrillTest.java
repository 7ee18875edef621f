package io.holdfast.proof.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Trees;
import io.holdfast.proof.real.Verdict;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Process, back up, go on, SIGKILL, delete, restore, restart: then the bill must be what the input
 * says. {@code -Dholdfast.trials=100} for more seeds, {@code -Dholdfast.seed=7} for one, {@code
 * -Dholdfast.records=3000000 -Dholdfast.rate=0} for an engine at full speed. By default it is held
 * to a rate, so that a small input lasts until the disaster.
 */
class DrillTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 2);
  private static final long RECORDS = Long.getLong("holdfast.records", 60_000);
  private static final long RATE = Long.getLong("holdfast.rate", 2_500);
  private static final long RECORDS_PER_FILE = 2_500;

  @TempDir private static Path directory;

  @TestFactory
  @DisplayName(
      "I1 I2 I5: after backup, disaster and restore nothing is lost, doubled, wrong or dangling")
  Stream<DynamicTest> theBillIsRight() {
    Long only = Long.getLong("holdfast.seed");
    return (only == null ? LongStream.rangeClosed(1, TRIALS) : LongStream.of(only))
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    (seed % 2 == 0 ? "in place" : "into another directory") + ", seed " + seed,
                    () -> drill(seed)));
  }

  private static void drill(long seed) {
    Path root = directory.resolve("seed-" + seed);
    try (Site site = Site.in(root)) {
      site.engine().generate(RECORDS, seed, RECORDS_PER_FILE);
      site.engine().start(RATE);
      site.configure(Site.Times.USUAL).initVault();
      site.engine().awaitRecords(RECORDS / 20 + seed % 7 * RECORDS / 100);

      Outcome backup = site.holdfast("backup").expect(0);
      assertThat(backup.summary().path("grade").asString(""))
          .as(backup::told)
          .isEqualTo("consistent");
      assertThat(site.engine().isIdle())
          .as("the backup was made while there was work; else give -Dholdfast.records=… more")
          .isFalse();
      site.engine().awaitRecords(site.engine().recordsIn() + RECORDS / 10);
      site.engine().kill();
      Path derby = site.home().relativize(site.engine().derbyDirectory());
      Site.delete(site.home());

      Path home = seed % 2 == 0 ? restoreInPlace(site) : restoreInto(site);
      sameAsRestic(site, home, derby);

      Verdict verdict = Verdict.of(site.engine(), home);
      assertThat(verdict.isRight()).as("seed %d: %s", seed, verdict).isTrue();
      assertThat(verdict.oracle().path("records").asLong()).as("%s", verdict).isPositive();
    }
    Site.delete(root);
  }

  private static Path restoreInPlace(Site site) {
    site.holdfast("restore", "--in-place").expect(0);
    return site.home();
  }

  private static Path restoreInto(Site site) {
    Path target = site.root().resolve("elsewhere");
    site.holdfast("restore", "latest", "--into", target.toString()).expect(0);
    return target.resolve("shared-disk");
  }

  /**
   * restic brings back the same: content, mode, owner, times, links. A restored set's database has
   * been started to prove it, so Derby's own log has moved on; {@code vault restore} starts
   * nothing, and there the whole set is compared.
   */
  private static void sameAsRestic(Site site, Path home, Path derby) {
    Path target = site.root().resolve("by-restic");
    site.restic().run("restore", "latest", "--target", target.toString());
    String into = String.valueOf(derby.getParent());
    Map<String, String> ours = Trees.without(Trees.of(home), into);
    Map<String, String> theirs =
        Trees.without(Trees.of(target.resolve("disk").resolve("shared-disk")), into);
    assertThat(Trees.differences(theirs, ours)).as("the tree, by restic and by Holdfast").isEmpty();

    Path whole = site.root().resolve("by-vault-restore");
    site.vaultCli()
        .run("vault", "restore", "latest", "--target", whole.toString(), "--json")
        .expect(0);
    // The directory that was named is no entry of the snapshot.
    Map<String, String> named = Trees.of(target);
    named.remove("");
    Map<String, String> same = Trees.of(whole);
    same.remove("");
    assertThat(Trees.differences(named, same))
        .as("the whole set, by restic and by Holdfast")
        .isEmpty();
    Site.delete(target);
    Site.delete(whole);
  }
}
