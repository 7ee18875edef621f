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
import java.nio.file.Files;
import java.nio.file.Path;
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
        recovery.restore(Optional.empty(), target, database.temporary(), Progress.NONE);

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
  @DisplayName("Derby stops at a missing log file and says nothing; here it is HF-112, by name")
  void missingFile() throws Exception {
    long last = database.logOf(database.seal()).last();
    database.write(200);
    database.kill();
    Files.delete(database.log().file(last + 1));

    assertThat(refused(() -> database.recovered())).hasMessageContaining("log file " + (last + 1));

    Path plain = restored(database.sets.getFirst());
    for (long number : database.liveLog().tailSet(last, false)) {
      Files.copy(database.log().file(number), LogDirectory.below(plain).file(number));
    }
    assertThat(database.rowsIn(plain)).as("by Derby itself").isEqualTo(5);
  }

  @Test
  @DisplayName("A byte that is flipped inside the log, or a file of another log, is HF-112")
  void damagedFile() throws Exception {
    long last = database.logOf(database.seal()).last();
    database.write(200);
    database.kill();
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
  }

  @Test
  @DisplayName("Files that are missing at the end are noticed by the checkpoint: HF-112")
  void missingEnd() throws Exception {
    database.seal();
    database.write(200);
    database.execute("call syscs_util.syscs_checkpoint_database()");
    database.kill();
    long last = database.liveLog().last();
    Files.delete(database.log().file(last));
    Files.deleteIfExists(database.log().file(last - 1));

    assertThat(refused(() -> database.recovered())).hasMessageContaining("checkpoint");
  }

  @Test
  @DisplayName(
      "What the newest sealed set does not need is removed, and nothing before it is sealed")
  void removed() throws Exception {
    CapturedLog first = database.logOf(database.seal());
    database.write(150);
    database.capture();
    assertThat(database.liveLog()).as("never sealed").contains(first.first(), first.last() + 1);
    CapturedLog second = database.logOf(database.seal());
    database.write(150);
    assertThat(database.liveLog()).contains(first.last() + 1);
    database.seal();

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
  }

  @Test
  @DisplayName(
      "I5: with the disk lost and the newest backup damaged, its log continues an older one")
  void fromLaterSet() throws Exception {
    database.seal();
    database.write(150);
    database.seal();
    database.write(150);
    database.seal();
    int sealed = database.rows();
    database.write(20);
    database.kill();
    Disk.deleteTree(database.directory);

    assertThat(database.recovered(sets -> List.of(sets.get(0), sets.get(1), damaged(sets.get(2)))))
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
  @DisplayName(
      "A database that is open is not replaced (HF-704), a killed one's lock files are none")
  void open() {
    DerbyProvider provider = new DerbyProvider();
    assertThat(
            catchThrowableOfType(
                    HoldfastException.class, () -> provider.refuseOpen(database.spec()))
                .code())
        .isEqualTo(ErrorCode.INSTALLATION_RUNNING);
    database.kill();
    assertThat(database.directory.resolve("db.lck")).exists();
    provider.refuseOpen(database.spec());
  }

  @Test
  @DisplayName("A database that is not reached: the error says whether a process has it open")
  void notReached() throws Exception {
    StoreSpec.Derby unreachable =
        new StoreSpec.Derby("db", "jdbc:derby://127.0.0.1:1/billing", database.directory, true);
    try (DerbyCapture capture =
        new DerbyCapture(database.vault, database.temporary(), unreachable, null)) {
      assertThat(failed(capture)).hasMessageContaining("has " + database.directory + " open");
      database.kill();
      assertThat(failed(capture)).hasMessageContaining("No process that this user can see");
    }
  }

  @Test
  @DisplayName("A log that is not the database's own, or not there: HF-107")
  void anotherLog() throws Exception {
    Path empty = Files.createDirectories(home.resolve("empty/log"));
    for (Path directory : List.of(home.resolve("nothing"), empty.getParent())) {
      StoreSpec.Derby wrong = new StoreSpec.Derby("db", database.spec().url(), directory, true);
      try (DerbyCapture capture =
          new DerbyCapture(database.vault, database.temporary(), wrong, null)) {
        assertThat(failed(capture)).hasMessageContaining("there is no log in");
      }
    }
  }

  @Test
  @DisplayName("A Derby log has no times: --to is HF-208 with what to do")
  void noTimes() throws Exception {
    database.seal();
    LogRecovery recovery = database.recovery(UnaryOperator.identity());
    Path target = home.resolve("never");
    assertThat(
            catchThrowableOfType(
                HoldfastException.class,
                () ->
                    recovery.restore(Optional.of(Clock.SYSTEM.now()), target, home, Progress.NONE)))
        .matches(refusal -> refusal.code() == ErrorCode.NOT_FOUND);
    assertThat(target).doesNotExist();
  }

  private static HoldfastException failed(DerbyCapture capture) {
    HoldfastException failure =
        catchThrowableOfType(HoldfastException.class, () -> capture.store.prepare(Progress.NONE));
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
