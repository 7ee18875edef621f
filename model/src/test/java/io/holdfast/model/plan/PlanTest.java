package io.holdfast.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static final String REFERENCE =
      "{from: db, query: \"select path from f\", to: tree, base: data/archive}";

  private static Plan explain(Installation installation) {
    return Plan.explain(installation, installation.rules().getFirst());
  }

  @Test
  @DisplayName("I2: the database is fixed before the disk, whatever the order in the file")
  void databaseFirst() {
    assertThat(Sample.sound().stores()).extracting(StoreSpec::name).containsExactly("tree", "db");
    assertThat(FixingOrder.of(Sample.sound()).stores())
        .extracting(StoreSpec::name)
        .containsExactly("db", "tree");
    assertThat(FixingOrder.of(Sample.with("references:\n  - " + REFERENCE + "\n", "")).stores())
        .as("also where no reference says so")
        .extracting(StoreSpec::name)
        .containsExactly("db", "tree");
  }

  @Test
  @DisplayName("I2: a level holds only stores of which none refers to another, databases first")
  void levels() {
    String others =
        """
          - {name: other, kind: files, root: /opt/other}
          - {name: logs, kind: files, root: /opt/logs}
          - {name: db2, kind: derby, url: "jdbc:derby://h:1/e", directory: /var/db2}
        """;
    Installation several =
        Sample.with(
            "references:\n", others + "references:\n  - {from: other, query: q, to: logs}\n");

    assertThat(
            FixingOrder.levelsOrRefuse(several).stream()
                .map(level -> level.stream().map(StoreSpec::name).toList()))
        .containsExactly(List.of("db", "db2"), List.of("tree", "other"), List.of("logs"));
    assertThat(FixingOrder.levelsOrRefuse(several).stream().flatMap(List::stream))
        .containsExactlyElementsOf(FixingOrder.of(several).stores());
  }

  @Test
  @DisplayName("I2: Redis is fixed after the database and at the same time as trees")
  void redis() {
    Installation with =
        Sample.with(
            "references:\n", "  - {name: cache, kind: redis, url: \"redis://h\"}\nreferences:\n");

    assertThat(
            FixingOrder.levelsOrRefuse(with).stream()
                .map(level -> level.stream().map(StoreSpec::name).toList()))
        .containsExactly(List.of("db"), List.of("tree", "cache"));
    assertThat(explain(with).steps().stream().filter(step -> "cache".equals(step.store())))
        .extracting(Step::what)
        .satisfiesExactly(
            prepare -> assertThat(prepare).contains("redis://h", "replication"),
            fix -> assertThat(fix).contains("fork"),
            complete -> assertThat(complete).contains("vault"));
  }

  @Test
  @DisplayName(
      "I2: Redis is fixed before the tree whose files its keys name, with nothing to warn of")
  void redisThatRefers() {
    Installation with =
        Sample.with(
            "references:\n",
            """
              - {name: cache, kind: redis, url: "redis://h"}
            references:
              - {from: cache, query: "HMGET batch:* file", to: tree, base: batches}
            """);

    assertThat(
            FixingOrder.levelsOrRefuse(with).stream()
                .map(level -> level.stream().map(StoreSpec::name).toList()))
        .containsExactly(List.of("db"), List.of("cache"), List.of("tree"));
    assertThat(Linter.findings(with).stream().map(Finding::rule))
        .doesNotContain("reference-from-redis");
  }

  @Test
  @DisplayName("The plan of a narrow sweep says what becomes of what it cannot prove")
  void narrow() {
    String narrow = "budget: 2m, sweep: narrow";
    assertThat(sealing(Sample.with("budget: 2m", narrow)))
        .contains("a second window with a full sweep");
    assertThat(sealing(Sample.with("budget: 2m", narrow + ", onUnproved: downgrade")))
        .contains("unproved makes a set of a lower grade");
    assertThat(sealing(Sample.sound())).doesNotContain("unproved");
  }

  private static String sealing(Installation installation) {
    return explain(installation).steps().stream()
        .filter(step -> step.phase() == Phase.SEAL)
        .findFirst()
        .orElseThrow()
        .what();
  }

  @Test
  @DisplayName("I2: a circle has no order, and the plan is refused")
  void circle() {
    Installation circle =
        Sample.with(REFERENCE, REFERENCE + "\n  - {from: tree, query: q, to: db}");

    assertThat(FixingOrder.of(circle).circle()).hasSize(2);
    assertThatThrownBy(() -> explain(circle))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("db, tree");
  }

  @Test
  @DisplayName("I3: every suspension in a plan is resumed, after the last store is fixed")
  void resumes() {
    Plan plan = explain(Sample.sound());

    assertThat(plan.steps())
        .extracting(Step::phase)
        .containsExactly(
            Phase.PREPARE,
            Phase.PREPARE,
            Phase.SUSPEND,
            Phase.DRAIN,
            Phase.FIX,
            Phase.FIX,
            Phase.RESUME,
            Phase.COMPLETE,
            Phase.COMPLETE,
            Phase.VERIFY,
            Phase.SEAL,
            Phase.COPY);
    assertThat(plan.steps()).extracting(Step::phase).isSorted();
    assertThat(plan.steps().stream().filter(Step::suspended).map(Step::phase).distinct())
        .containsExactly(Phase.SUSPEND, Phase.DRAIN, Phase.FIX);
    assertThat(plan.suspends()).isTrue();
    assertThat(plan.suspendedAtMost()).isEqualTo(Duration.ofMinutes(4));
    assertThat(plan.bestGrade()).isEqualTo("consistent");
    assertThat(plan.windowNeeded()).containsExactly("aggregation data is on disk in tree:data/agg");
  }

  @Test
  @DisplayName("I3: processing never stands still for longer than the lease")
  void boundedByLease() {
    assertThat(explain(Sample.with("lease: 5m", "lease: 3m")).suspendedAtMost())
        .isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  @DisplayName("Without a suspension the plan promises no more than crash-consistent")
  void withoutWindow() {
    for (Installation installation :
        new Installation[] {
          Sample.with("enabled: true", "enabled: false"),
          Sample.with("driver: http, url: \"http://127.0.0.1:8080/s\"", "driver: none")
        }) {
      Plan plan = explain(installation);

      assertThat(plan.suspends()).isFalse();
      assertThat(plan.bestGrade()).isEqualTo("crash-consistent");
      assertThat(plan.suspendedAtMost()).isZero();
      assertThat(plan.steps()).noneMatch(Step::suspended);
      assertThat(plan.steps())
          .extracting(Step::phase)
          .doesNotContain(Phase.SUSPEND, Phase.DRAIN, Phase.RESUME);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, 'Fix tree: take the time on its file system, then look at every file'",
    "btrfs, 'Fix tree: take a snapshot of its btrfs subvolume. It comes'",
    "zfs, 'Fix tree: take a snapshot of its ZFS dataset. It comes'"
  })
  @DisplayName("The plan says how the chosen snapshot fixes a tree")
  void snapshot(String choice, String fixing) {
    Plan plan = explain(Sample.with("kind: files", "kind: files\n    snapshot: " + choice));

    assertThat(plan.steps()).anyMatch(step -> step.what().startsWith(fixing));
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 'Capture /opt/mz, from a snapshot if its file system has them and lets Holdfast, in'",
    "none, 'Capture /opt/mz in one pass'",
    "btrfs, 'Capture /opt/mz from a snapshot of its btrfs subvolume in one pass'"
  })
  @DisplayName("The plan says what a capture without a suspension reads")
  void snapshotWithoutWindow(String choice, String capture) {
    Plan plan =
        explain(
            Sample.with(
                "kind: files",
                "kind: files\n    snapshot: " + choice,
                "enabled: true",
                "enabled: false"));

    assertThat(plan.steps()).anyMatch(step -> step.what().startsWith(capture));
  }

  @Test
  @DisplayName("The plan in words")
  void inWords() {
    String cold = "coldAfter: 30d, deleteAfter: 365d";
    assertThat(explain(Sample.with("deleteAfter: 365d", cold)).inWords())
        .containsExactly(
            "Rule nightly of billing",
            "Runs at '0 3 * * *' (minute, hour, day, month, weekday) in UTC.",
            "A cold window is needed: aggregation data is on disk in tree:data/agg.",
            "Processing stands still for at most 4m, in the steps marked with '|'.",
            "The best possible grade is consistent.",
            " 1.   Connect to db at jdbc:derby://h:1/d.",
            " 2.   Copy /opt/mz in warm rounds while processing runs, until what is left fits the"
                + " budget or no longer shrinks.",
            " 3. | Suspend processing by http; without word from Holdfast it resumes by itself"
                + " after 5m.",
            " 4. | Wait until processing is proved quiet. (at most 2m)",
            " 5. | Fix db: back it up online. (at most 2m)",
            " 6. | Fix tree: take a snapshot if its file system has them and lets Holdfast;"
                + " otherwise take the time on it, then look at every file and keep a copy of"
                + " what changed since the last round. It comes after db, which refers to it."
                + " (at most 2m)",
            " 7.   Resume processing; the length of the window is measured and kept in the set.",
            " 8.   Store the backup of db in the vault.",
            " 9.   Store what was kept of tree, and look again at every file for what was written"
                + " inside the window.",
            "10.   Check that every file that db names is in the capture of tree below"
                + " data/archive.",
            "11.   Seal the set with its evidence as consistent if all of it was proved; a window"
                + " over its budget makes no set.",
            "12.   Copy the set to s3://bucket/holdfast, when 'holdfast copy' is run.",
            "Sets kept: daily 14, monthly 12, moved to the cold tier after 30d, deleted after"
                + " 365d.");
  }
}
