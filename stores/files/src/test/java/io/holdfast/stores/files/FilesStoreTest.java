package io.holdfast.stores.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tree through the four steps of a store: what is captured, and what is said of it. */
class FilesStoreTest {
  @TempDir Path directory;
  private Path root;
  private Path work;
  private Vault vault;
  private VaultWriter sink;
  private Store store;

  @BeforeEach
  void lay() throws IOException {
    root = Files.createDirectory(directory.resolve("live"));
    work = Files.createDirectory(directory.resolve("work"));
    write("data/aggregation/0001", "sessions");
    write("data/aggregation/TEMP.0002", "uncommitted");
    write("data/archive/a/1", "archived");
    write("data/archive/pending/2", "not committed");
    write("log/engine.log", "started\n");
    write("systemdb/seg0/c1", "another store's");
    vault = QuickVault.in(directory.resolve("vault"));
    sink = vault.writer();
    store = open();
  }

  @AfterEach
  void close() {
    store.close();
    sink.close();
    vault.close();
  }

  @Test
  @DisplayName("I4: what comes back is the tree without what is temporary or another store's")
  void roundTrip() throws IOException {
    Path target = directory.resolve("restored");
    CapturedMember member = throughTheSteps();
    StoreRestore restore = new FilesProvider().restore(Clock.SYSTEM, 2);

    assertThat(restore.restore(vault, member.root(), target, Progress.NONE)).isEmpty();
    assertThat(target.resolve("data/aggregation/0001")).hasContent("sessions");
    assertThat(target.resolve("data/archive/a/1")).hasContent("archived");
    assertThat(target.resolve("log/engine.log")).hasContent("started\n");
    assertThat(target.resolve("data/aggregation/TEMP.0002")).doesNotExist();
    assertThat(target.resolve("data/archive/pending/2")).doesNotExist();
    assertThat(target.resolve("systemdb/seg0/c1")).doesNotExist();
    assertThat(member.files()).isEqualTo(3);
    assertThat(member.bytes()).isEqualTo(24);
    assertThat(member.doubts()).isEmpty();
  }

  @Test
  @DisplayName(
      "An earlier member spares the reading of what did not change, and changes nothing else")
  void earlier() throws IOException {
    settle();
    CapturedMember first = throughTheSteps();
    sink.flush();
    store.close();
    store = open(new EarlierMember(vault, first.root(), first.evidence()));
    write("log/engine.log", "started\nagain\n");
    CapturedMember second = throughTheSteps();

    JsonNode round = second.evidence().required("warmRounds").get(0);
    assertThat(round.required("changedFiles").asLong()).isEqualTo(1);
    assertThat(second.files()).isEqualTo(3);
    assertThat(second.doubts()).isEmpty();
    Path target = directory.resolve("restored");
    new FilesProvider()
        .restore(Clock.SYSTEM, 2)
        .restore(vault, second.root(), target, Progress.NONE);
    assertThat(target.resolve("data/archive/a/1")).hasContent("archived");
    assertThat(target.resolve("log/engine.log")).hasContent("started\nagain\n");
  }

  @Test
  @DisplayName(
      "Evidence without a settled instant, or with nonsense for one, means: read everything")
  void earlierWithoutInstant() {
    CapturedMember first = throughTheSteps();
    sink.flush();
    store.close();
    ObjectNode evidence = first.evidence().put("settledBefore", "yesterday");
    store = open(new EarlierMember(vault, first.root(), evidence));

    JsonNode round = throughTheSteps().evidence().required("warmRounds").get(0);
    assertThat(round.required("changedFiles").asLong()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "I1, I4: the evidence counts everything, and names what was left out and by which rule")
  void evidence() {
    settle();
    ObjectNode evidence = throughTheSteps().evidence();

    assertThat(evidence.propertyNames())
        .containsExactlyInAnyOrder(
            "sweep",
            "noSnapshot",
            "late",
            "unprovedCount",
            "unproved",
            "arrivals",
            "audited",
            "settledBefore",
            "warmRounds",
            "inWindow",
            "directories",
            "symlinks",
            "otherEntries",
            "excludedCount",
            "excludedBytes",
            "skippedCount",
            "tornCount",
            "writtenInWindowCount",
            "excluded",
            "skipped",
            "torn",
            "writtenInWindow",
            "mountPoints");
    assertThat(evidence.required("sweep").asString()).isEqualTo("full");
    assertThat(evidence.required("warmRounds")).hasSize(2);
    assertThat(evidence.required("warmRounds").get(0).required("changedFiles").asLong())
        .isEqualTo(3);
    assertThat(evidence.required("warmRounds").get(1).required("changedFiles").asLong()).isZero();
    assertThat(evidence.required("inWindow").propertyNames())
        .containsExactlyInAnyOrder(
            "lookedFiles",
            "lookedDirectories",
            "changedFiles",
            "spooledBytes",
            "arrivals",
            "workers",
            "millis");
    assertThat(namesIn(evidence, "excluded"))
        .contains("data/aggregation/TEMP.0002")
        .anyMatch(path -> path.startsWith("data/archive/pending"))
        .anyMatch(path -> path.startsWith("systemdb"));
    assertThat(evidence.required("excluded"))
        .allMatch(one -> !one.required("rule").asString().isEmpty());
    assertThat(evidence.required("excludedCount").asLong())
        .isEqualTo(evidence.required("excluded").size());
  }

  @Test
  @DisplayName("What changed since the warm rounds is read in the window, and only that")
  void changedSinceTheWarmRounds() throws IOException {
    settle();
    prepare();
    write("data/archive/a/1", "archived again");
    store.mark();
    store.fix(Rule.Sweep.FULL, Progress.NONE);
    CapturedMember member = completed();

    JsonNode inWindow = member.evidence().required("inWindow");
    assertThat(inWindow.required("changedFiles").asLong()).isEqualTo(1);
    assertThat(inWindow.required("spooledBytes").asLong()).isEqualTo(14);
    assertThat(member.doubts()).isEmpty();
    assertThat(restored(member).resolve("data/archive/a/1")).hasContent("archived again");
  }

  @Test
  @DisplayName("I3: what was written since the mark is a doubt that names the file and the store")
  void writtenInTheWindow() throws IOException {
    prepare();
    store.mark();
    write("data/aggregation/0001", "written through the suspension");
    store.fix(Rule.Sweep.FULL, Progress.NONE);
    CapturedMember member = completed();

    assertThat(member.doubts()).hasSize(1);
    assertThat(member.doubts().getFirst().lowersTo()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(member.doubts().getFirst().reason())
        .contains("'shared-disk'", "data/aggregation/0001", "while processing was suspended");
    assertThat(namesIn(member.evidence(), "writtenInWindow")).contains("data/aggregation/0001");
  }

  @Test
  @DisplayName("I2: what is written once the point is fixed is not in the set, and is no doubt")
  void writtenAfterwards() throws IOException {
    prepare();
    store.mark();
    store.fix(Rule.Sweep.FULL, Progress.NONE);
    write("data/aggregation/0001", "of the next batch");
    CapturedMember member = completed();

    assertThat(member.doubts()).isEmpty();
    assertThat(restored(member).resolve("data/aggregation/0001")).hasContent("sessions");
  }

  @Test
  @DisplayName("Logs, which go on being written in a suspension, are no doubt")
  void logsMayBeWritten() throws IOException {
    prepare();
    store.mark();
    write("log/engine.log", "suspended\n");
    store.fix(Rule.Sweep.FULL, Progress.NONE);

    assertThat(completed().doubts()).isEmpty();
  }

  @Test
  @DisplayName("A doubt names five entries and counts the rest")
  void manyWritten() throws IOException {
    prepare();
    store.mark();
    for (int i = 0; i < 8; i++) {
      write("data/archive/a/1" + i, "x");
    }
    store.fix(Rule.Sweep.FULL, Progress.NONE);

    List<Doubt> doubts = completed().doubts();
    assertThat(doubts).hasSize(1);
    assertThat(doubts.getFirst().reason()).matches("(?s).* and \\d+ more");
  }

  @Test
  @DisplayName(
      "I1: a file that this user may not read makes the set partial and is named; the superuser"
          + " reads it")
  void unreadable() throws IOException {
    Path closed = write("data/archive/a/closed", "secret");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    CapturedMember member = throughTheSteps();

    if (Posix.isSuperuser()) {
      assertThat(member.doubts()).isEmpty();
      assertThat(member.files()).isEqualTo(4);
    } else {
      assertThat(member.doubts()).hasSize(1);
      assertThat(member.doubts().getFirst().lowersTo()).isEqualTo(Grade.PARTIAL);
      assertThat(member.doubts().getFirst().reason()).contains("data/archive/a/closed");
      assertThat(namesIn(member.evidence(), "skipped")).contains("data/archive/a/closed");
    }
  }

  @Test
  @DisplayName("I2: the point lies between the mark and the return of fix, on this machine's clock")
  void point() {
    prepare();
    store.mark();
    java.time.Instant before = Clock.SYSTEM.now();
    Point point = store.fix(Rule.Sweep.FULL, Progress.NONE);

    assertThat(point.from()).isAfterOrEqualTo(before);
    assertThat(point.to()).isBetween(point.from(), Clock.SYSTEM.now());
  }

  @Test
  @DisplayName("A tree of files answers no queries, captured or restored")
  void noQueries() {
    assertThatThrownBy(() -> store.references("select 1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new FilesProvider().restore(Clock.SYSTEM, 1).open(root, work))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("Nothing of Holdfast's stays in the installation's tree")
  void leavesNothing() throws IOException {
    throughTheSteps();
    store.close();

    try (var walk = Files.walk(root)) {
      assertThat(walk.filter(Files::isRegularFile)).hasSize(6);
    }
  }

  private CapturedMember completed() {
    assertThat(store.prove(Progress.NONE).count()).isZero();
    return store.complete(Progress.NONE);
  }

  /** In rounds, as the coordinator does. */
  private void prepare() {
    boolean again = true;
    while (again) {
      again = store.prepare(Progress.NONE).worthwhile();
    }
  }

  private CapturedMember throughTheSteps() {
    prepare();
    store.mark();
    store.fix(Rule.Sweep.FULL, Progress.NONE);
    CapturedMember member = completed();
    sink.flush();
    return member;
  }

  private Path restored(CapturedMember member) {
    sink.flush();
    Path target = directory.resolve("restored");
    new FilesProvider()
        .restore(Clock.SYSTEM, 2)
        .restore(vault, member.root(), target, Progress.NONE);
    return target;
  }

  private static List<String> namesIn(ObjectNode evidence, String list) {
    return evidence
        .required(list)
        .valueStream()
        .map(one -> one.required("path").asString())
        .toList();
  }

  /**
   * What changed in the last second is read again, so a test that counts reads must let it pass.
   */
  private static void settle() {
    Clock.SYSTEM.sleep(Duration.ofMillis(1_300));
  }

  private Path write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Store open() {
    return open(null);
  }

  private Store open(@Nullable EarlierMember earlier) {
    StoreSpec.Files spec =
        new StoreSpec.Files(
            "shared-disk",
            root,
            List.of(
                new ProfileDirectory("data/aggregation", Profile.AGGREGATION),
                new ProfileDirectory("data/archive", Profile.ARCHIVE),
                new ProfileDirectory("log", Profile.LOG)));
    Suspension suspension =
        new Suspension(new Suspension.None(), Duration.ofMinutes(2), Duration.ofMinutes(5));
    return new FilesProvider()
        .open(
            spec,
            new StoreContext(
                new Installation(
                    "billing",
                    new VaultLocation(directory.resolve("vault").toString(), null),
                    null,
                    suspension,
                    List.of(spec),
                    List.of(),
                    List.of()),
                sink,
                vault,
                Clock.SYSTEM,
                work,
                work.resolve("cache"),
                List.of(root.resolve("systemdb")),
                earlier,
                Rule.Sweep.FULL,
                2));
  }
}
