package io.holdfast.stores.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.LogRecovery;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeWalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a set's backup along the log to its end: all of it, or an error that says where it ends. */
class RollForwardTest {
  @TempDir private Path home;
  private ArchivedDatabase database;

  @BeforeEach
  void create() throws Exception {
    database = new ArchivedDatabase(home);
    database.write(5);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  @DisplayName("I5: what was committed before the server was killed comes back, from a log alone")
  void toTheEnd() throws Exception {
    CapturedLog first = database.logOf(database.seal());
    database.write(150);
    database.kill();
    deleteAllBut(database.directory, "log", "service.properties");
    assertThat(database.liveLog().last())
        .as("more than one file since")
        .isGreaterThan(first.last() + 1);

    Path target = database.temporary().resolve("target");
    LogRecovery recovery = database.recovery(UnaryOperator.identity());
    LogRecovery.Recovered recovered =
        recovery.require(Optional.empty()).restore(target, database.temporary(), Progress.NONE);

    assertThat(database.reads).as("sets read").isEqualTo(1);
    assertThat(database.rowsIn(target)).isEqualTo(database.rows());
    assertThat(recovered.isEnd()).isTrue();
    assertThat(recovered.notes()).isEmpty();
    assertThat(recovered.place())
        .contains("log file " + database.liveLog().last(), "from set set-1");
    assertThat(recovery.spans())
        .singleElement()
        .matches(span -> span.until().isAfter(span.from().minusSeconds(60)));
  }

  @Test
  @DisplayName(
      "A log file missing, damaged or lost at the end is HF-112; Derby itself says nothing")
  void brokenLog() throws Exception {
    long last = database.logOf(database.seal()).last();
    database.write(200);
    database.execute("call syscs_util.syscs_checkpoint_database()");
    database.kill();
    long end = database.liveLog().last();
    Path file = database.log().file(last + 1);
    byte[] whole = Files.readAllBytes(file);

    byte[] length = whole.clone();
    length[24]++;
    Files.write(file, length);
    assertThat(refused(() -> database.recovered())).hasMessageContaining("byte 24");
    byte[] previous = whole.clone();
    previous[23]++;
    Files.write(file, previous);
    assertThat(refused(() -> database.recovered())).hasMessageContaining("log file " + (last + 1));
    byte[] content = whole.clone();
    content[new String(whole, StandardCharsets.ISO_8859_1).indexOf("xxxx", whole.length / 2)]++;
    Files.write(file, content);
    assertThat(refused(() -> database.recovered()))
        .hasMessageContaining("no more than a part of log file " + (last + 1));
    Files.write(file, whole);

    Path aside = Files.createDirectory(home.resolve("aside"));
    for (long number : List.of(end, end - 1)) {
      Files.move(database.log().file(number), aside.resolve(Long.toString(number)));
    }
    assertThat(refused(() -> database.recovered())).hasMessageContaining("checkpoint");
    for (long number : List.of(end, end - 1)) {
      Files.move(aside.resolve(Long.toString(number)), database.log().file(number));
    }

    Files.delete(file);
    assertThat(refused(() -> database.recovered())).hasMessageContaining("log file " + (last + 1));
    Path plain = restored(database.sets.getFirst());
    for (long number : database.liveLog().tailSet(last, false)) {
      Files.copy(database.log().file(number), LogDirectory.below(plain).file(number));
    }
    assertThat(database.rowsIn(plain)).as("by Derby itself").isEqualTo(5);
  }

  @Test
  @DisplayName(
      "What no set needs is removed when the next is sealed; what is missing is in later sets")
  void removedAndLost() throws Exception {
    CapturedLog first = database.logOf(database.seal());
    database.write(150);
    database.capture();
    assertThat(database.liveLog()).as("never sealed").contains(first.first(), first.last() + 1);
    CapturedLog second = database.logOf(database.seal());
    database.write(150);
    assertThat(database.liveLog()).contains(first.last() + 1);
    database.seal();
    int sealed = database.rows();

    assertThat(database.liveLog().first()).isEqualTo(second.first());
    assertThat(second.file(first.last() + 1)).as("in the set").isPresent();
    database.write(10);
    database.kill();
    assertThat(database.recovered()).isEqualTo(database.rows());
    assertThat(database.recovered(sets -> sets.subList(0, 2))).isEqualTo(database.rows());
    assertThat(
            database.recovered(
                sets -> List.of(sets.get(0), damaged(sets.get(1)), damaged(sets.get(2)))))
        .isEqualTo(database.rows());

    Disk.deleteTree(database.directory);
    assertThat(database.recovered(sets -> List.of(sets.get(0), sets.get(1), damaged(sets.get(2)))))
        .as("without the disk")
        .isEqualTo(sealed);
    assertThat(
            refused(() -> database.recovered(sets -> List.of(sets.get(0), damaged(sets.get(2))))))
        .hasMessageContaining("is missing");
  }

  @Test
  @DisplayName(
      "I2: a set that is not in the past of the live log is passed over, and nothing removed")
  void restoredFromAnOlderSet() throws Exception {
    EarlierMember older = database.seal();
    database.write(150);
    database.seal();
    database.kill();
    Path before = restored(older);
    Disk.deleteTree(database.directory);
    Disk.rename(before, database.directory);
    database.restart();
    int replaced = database.rows();
    database.execute("insert into f values (5, 'f5')");
    NavigableSet<Long> live = database.liveLog();
    EarlierMember newest = database.seal();
    assertThat(database.liveLog()).containsAll(live);
    database.kill();

    assertThat(database.recovered()).isEqualTo(6).isLessThan(replaced);
    database.sets.remove(newest);
    assertThat(database.recovered()).as("from the set before both").isEqualTo(6);
  }

  @Test
  @DisplayName("A log that is not the database's own, or not there: HF-107; a time: HF-208")
  void refusals() throws Exception {
    Path other = home.resolve("other");
    Files.createDirectories(other.resolve("log"));
    assertThat(failed(capture(database.spec().url(), home.resolve("nothing"))))
        .hasMessageContaining("there is no log in");
    Files.createFile(LogDirectory.below(other).file(1));
    try (DerbyCapture capture = capture(database.spec().url(), other).fix()) {
      assertThat(catchThrowableOfType(HoldfastException.class, capture::complete))
          .hasMessageContaining("is not that of the database");
    }
    LogRecovery recovery = database.recovery(UnaryOperator.identity());
    Optional<Instant> time = Optional.of(Clock.SYSTEM.now());
    assertThat(catchThrowableOfType(HoldfastException.class, () -> recovery.require(time)))
        .matches(refusal -> refusal.code() == ErrorCode.NOT_FOUND);
    assertThat(recovery.spans()).as("without a set").isEmpty();
    assertThat(catchThrowableOfType(HoldfastException.class, () -> database.recovered()))
        .hasMessageContaining("No set has a backup")
        .matches(refusal -> refusal.code() == ErrorCode.NOT_FOUND);
  }

  @Test
  @DisplayName(
      "A process that has it open is seen, if it answers or not; a killed one's lock is none")
  void open() throws Exception {
    DerbyProvider provider = new DerbyProvider();
    String nobody = "jdbc:derby://127.0.0.1:1/billing";
    assertThat(
            catchThrowableOfType(
                    HoldfastException.class, () -> provider.refuseOpen(database.spec()))
                .code())
        .isEqualTo(ErrorCode.INSTALLATION_RUNNING);
    assertThat(failed(capture(nobody, database.directory)))
        .hasMessageContaining("has " + database.directory + " open");
    database.kill();
    assertThat(database.directory.resolve("db.lck")).exists();
    provider.refuseOpen(database.spec());
    assertThat(failed(capture(nobody, database.directory)))
        .hasMessageContaining("No process that this user can see");
  }

  private DerbyCapture capture(String url, Path directory) throws IOException {
    return new DerbyCapture(
        database.vault,
        database.temporary(),
        new StoreSpec.Derby("db", url, directory, true),
        null);
  }

  private static HoldfastException failed(DerbyCapture capture) {
    HoldfastException failure;
    try (capture) {
      failure =
          catchThrowableOfType(HoldfastException.class, () -> capture.store.prepare(Progress.NONE));
    }
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
    return failure;
  }

  private static HoldfastException refused(ThrowingCallable recovery) {
    HoldfastException refusal = catchThrowableOfType(HoldfastException.class, recovery);
    assertThat(refusal.code()).isEqualTo(ErrorCode.LOG_BROKEN);
    return refusal;
  }

  private Path restored(EarlierMember set) throws IOException {
    Path target = database.temporary().resolve("restored");
    DerbyCapture.driver().restore(set.source(), set.root(), target, Progress.NONE);
    return target;
  }

  private static void deleteAllBut(Path directory, String... kept) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> listed = Files.list(directory)) {
      listed.forEach(entries::add);
    }
    for (Path entry : entries) {
      if (!List.of(kept).contains(String.valueOf(entry.getFileName()))) {
        Disk.deleteTree(entry);
      }
    }
  }

  /** The same set, with a vault that has lost the data of its tables. */
  private static EarlierMember damaged(EarlierMember set) {
    BlobSource source = set.source();
    List<BlobId> lost = new ArrayList<>();
    Node tables =
        TreeWalk.find(source, Objects.requireNonNull(set.root().subtree()), "seg0").orElseThrow();
    source
        .tree(Objects.requireNonNull(tables.subtree()))
        .nodes()
        .forEach(node -> lost.addAll(node.content()));
    return new EarlierMember(
        new BlobSource() {
          @Override
          public byte[] data(BlobId id) {
            if (lost.contains(id)) {
              throw new HoldfastException(ErrorCode.BLOB_MISSING, "lost", "safe", "next");
            }
            return source.data(id);
          }

          @Override
          public Tree tree(BlobId id) {
            return source.tree(id);
          }

          @Override
          public long dataLength(BlobId id) {
            return source.dataLength(id);
          }
        },
        set.root(),
        set.evidence());
  }
}
