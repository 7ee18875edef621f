package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.repair.IndexRepairReport;
import io.holdfast.vault.repair.PackRepairReport;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.repair.SalvageReport;
import io.holdfast.vault.repair.SalvageReport.Lost;
import io.holdfast.vault.repair.SalvageReport.Salvaged;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I6, I7: a repair makes a vault whole with what is left, and tells what is not")
class RepairTest {
  private static final SalvageOptions KEEP = new SalvageOptions(false, false, false);
  private static final SalvageOptions FORGET = new SalvageOptions(false, true, false);
  private static final SalvageOptions LOOK = new SalvageOptions(false, false, true);

  private final MemoryObjectStore store = new MemoryObjectStore();
  private Vault vault;
  private Snapshot first;
  private Snapshot second;

  /** The second snapshot has one file more than the first, in a pack of its own. */
  @BeforeEach
  void fill() {
    vault = TestVault.init(store);
    first = CopyTest.write(vault, Backup.files(1));
    try (VaultWriter writer = vault.writer()) {
      Content content = TestVault.save(writer, TestVault.randomBytes(9, 400_000));
      writer.flush();
      BlobId inner = writer.save(new Tree(List.of(TestVault.file("more", content))));
      BlobId root =
          writer.save(
              new Tree(
                  List.of(
                      TestVault.directory("first", first.tree()),
                      TestVault.directory("inner", inner))));
      SnapshotDraft plain = TestVault.draft(root);
      second =
          writer.commit(
              new SnapshotDraft(
                  plain.time().plusSeconds(60),
                  null,
                  root,
                  plain.paths(),
                  plain.hostname(),
                  plain.username(),
                  plain.uid(),
                  plain.gid(),
                  List.of("holdfast-set", "installation=billing"),
                  null,
                  plain.programVersion()));
    }
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private List<StoredObject> list(ObjectKind kind) {
    return store.list(kind);
  }

  /** The pack of the second snapshot's content: nothing in it compresses. */
  private String morePack() {
    return list(ObjectKind.PACK).stream()
        .filter(pack -> pack.size() > 400_000 && pack.size() < 401_000)
        .findFirst()
        .orElseThrow()
        .name();
  }

  private void replace(ObjectKind kind, String name, byte[] bytes) throws IOException {
    store.delete(kind, name);
    store.put(kind, name, List.of(ByteBuffer.wrap(bytes)));
  }

  private byte[] bytes(ObjectKind kind, String name) throws IOException {
    return store.read(kind, name, 0, (int) store.size(kind, name));
  }

  private CheckReport check() {
    try (Vault fresh = TestVault.open(store)) {
      return fresh.check(new CheckOptions(true), Progress.NONE);
    }
  }

  private IndexRepairReport repairIndex(boolean readAll) {
    try (Vault fresh = TestVault.open(store)) {
      return fresh.repairIndex(readAll, Progress.NONE);
    }
  }

  private SalvageReport repairSnapshots(SalvageOptions options) {
    try (Vault fresh = TestVault.open(store)) {
      return fresh.repairSnapshots(List.of(), options, Progress.NONE);
    }
  }

  @Test
  @DisplayName("A vault that is whole is not changed")
  void nothingToDo() {
    List<StoredObject> before = list(ObjectKind.INDEX);
    assertThat(repairIndex(false).wasSound()).isTrue();
    SalvageReport report = repairSnapshots(FORGET);
    assertThat(report.isLossless()).isTrue();
    assertThat(report.whole()).isEqualTo(2);
    assertThat(list(ObjectKind.INDEX)).isEqualTo(before);
    assertThat(list(ObjectKind.SNAPSHOT)).hasSize(2);
    assertThat(list(ObjectKind.LOCK)).isEmpty();
  }

  @Test
  @DisplayName("Without any index file, the packs' headers say everything")
  void noIndex() throws IOException {
    for (StoredObject file : list(ObjectKind.INDEX)) {
      store.delete(ObjectKind.INDEX, file.name());
    }
    assertThat(repairIndex(false).indexed()).isEqualTo(list(ObjectKind.PACK).size());
    assertThat(check().findings()).isEmpty();
  }

  @Test
  @DisplayName("A damaged index file is replaced; until then no snapshot is repaired (HF-501)")
  void damagedFile() throws IOException {
    String name = list(ObjectKind.INDEX).getFirst().name();
    byte[] bytes = bytes(ObjectKind.INDEX, name);
    bytes[bytes.length / 2] ^= 1;
    replace(ObjectKind.INDEX, name, bytes);
    assertThatThrownBy(() -> repairSnapshots(KEEP))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OBJECT_DAMAGED));
    assertThat(repairIndex(false).damaged()).containsExactly(name);
    assertThat(check().findings()).isEmpty();
    assertThat(repairIndex(false).wasSound()).isTrue();
  }

  @Test
  @DisplayName("With --read-all-packs no file is believed; all is written anew, and is the same")
  void allPacks() {
    long blobs = check().blobs();
    IndexRepairReport report = repairIndex(true);
    assertThat(report.indexed()).isEqualTo(list(ObjectKind.PACK).size());
    assertThat(list(ObjectKind.INDEX)).hasSize(1);
    assertThat(check().findings()).isEmpty();
    assertThat(check().blobs()).isEqualTo(blobs);
  }

  @Test
  @DisplayName("A pack is gone: the index forgets it; a new snapshot has the rest, and is no set")
  void packGone() throws IOException {
    String pack = morePack();
    store.delete(ObjectKind.PACK, pack);
    assertThat(repairIndex(false).gone()).containsExactly(BlobId.parse(pack));

    SalvageReport looked = repairSnapshots(LOOK);
    assertThat(looked.salvaged()).hasSize(1);
    assertThat(looked.salvaged().getFirst().made()).isNull();
    assertThat(list(ObjectKind.SNAPSHOT)).hasSize(2);

    SalvageReport report = repairSnapshots(KEEP);
    Salvaged salvaged = report.salvaged().getFirst();
    assertThat(salvaged.damaged()).isEqualTo(second);
    assertThat(salvaged.lost()).extracting(Lost::path).containsExactly("/inner/more");
    assertThat(report.whole()).isEqualTo(1);
    try (Vault fresh = TestVault.open(store)) {
      Snapshot made = fresh.find(String.valueOf(salvaged.made()), any -> true);
      assertThat(made.tags()).containsExactly("installation=billing", "repaired");
      assertThat(made.original()).isEqualTo(second.id());
      assertThat(made.time()).isEqualTo(second.time());
      assertThat(Backup.hashes(Backup.read(fresh, made))).isEqualTo(Backup.hashes(Backup.files(1)));
      assertThat(fresh.snapshots()).as("the damaged one stays").hasSize(3);
    }
    assertThat(repairSnapshots(KEEP).salvaged().getFirst().before()).isTrue();
    assertThat(list(ObjectKind.SNAPSHOT)).as("made once").hasSize(3);
    repairSnapshots(FORGET);
    assertThat(list(ObjectKind.SNAPSHOT)).hasSize(2);
    assertThat(check().findings()).isEmpty();
    try (Vault fresh = TestVault.open(store)) {
      fresh.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
    }
    assertThat(check().findings()).isEmpty();
  }

  @Test
  @DisplayName("A prune's state that is damaged keeps everybody out until the index is repaired")
  void damagedState() throws IOException {
    try (Vault fresh = TestVault.open(store)) {
      fresh.forget(List.of(second));
      fresh.prune(new PruneOptions(Duration.ofDays(1)), Progress.NONE);
    }
    int before = list(ObjectKind.PACK).size();
    String name = list(ObjectKind.PRUNE).getFirst().name();
    replace(ObjectKind.PRUNE, name, Arrays.copyOf(bytes(ObjectKind.PRUNE, name), 60));
    assertThat(check().findings()).anyMatch(found -> found.object().contains("prune"));
    assertThatThrownBy(
            () -> {
              try (Vault fresh = TestVault.open(store)) {
                fresh.writer().close();
              }
            })
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OBJECT_DAMAGED));

    IndexRepairReport report = repairIndex(false);
    assertThat(report.damagedStates()).containsExactly(name);
    assertThat(report.indexed()).as("what was condemned is known again").isPositive();
    assertThat(check().findings()).isEmpty();
    assertThat(repairIndex(false).wasSound()).isTrue();
    try (Vault fresh = TestVault.open(store)) {
      fresh.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
    }
    assertThat(list(ObjectKind.PACK)).as("and is condemned again").hasSizeLessThan(before);
    assertThat(check().findings()).isEmpty();
  }

  @Test
  @DisplayName("A pack that nothing names and nobody can read is condemned, and goes with a prune")
  void unreadablePack() throws IOException {
    String pack = morePack();
    replace(ObjectKind.PACK, pack, Arrays.copyOf(bytes(ObjectKind.PACK, pack), 200_000));
    repairIndex(false);
    repairSnapshots(FORGET);
    try (Vault fresh = TestVault.open(store)) {
      assertThat(fresh.repairPacks(Progress.NONE).unreadable()).containsExactly(BlobId.parse(pack));
      assertThat(fresh.repairPacks(Progress.NONE).unreadable()).as("once").isEmpty();
      assertThat(repairIndex(false).wasSound()).as("it is expected to be there").isTrue();
      fresh.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
    }
    assertThat(store.exists(ObjectKind.PACK, pack)).isFalse();
    assertThat(check().findings()).isEmpty();
  }

  @Test
  @DisplayName("A pack that ends early is named no more; its bytes stay where they are")
  void packTruncated() throws IOException {
    String pack = morePack();
    replace(ObjectKind.PACK, pack, Arrays.copyOf(bytes(ObjectKind.PACK, pack), 200_000));
    IndexRepairReport report = repairIndex(false);
    assertThat(report.unreadable()).containsExactly(BlobId.parse(pack));
    assertThat(store.exists(ObjectKind.PACK, pack)).isTrue();
    assertThat(repairSnapshots(FORGET).salvaged()).hasSize(1);
    assertThat(check().errors()).isZero();
  }

  @Test
  @DisplayName("A directory that is gone is empty, and named; with the root nothing is left")
  void treesGone() throws IOException {
    StoredObject trees =
        list(ObjectKind.PACK).stream().min(Comparator.comparing(StoredObject::size)).orElseThrow();
    store.delete(ObjectKind.PACK, trees.name());
    repairIndex(false);
    SalvageReport report = repairSnapshots(FORGET);
    for (Salvaged salvaged : report.salvaged()) {
      boolean root = salvaged.lost().getFirst().path().equals("/");
      assertThat(salvaged.made() == null).isEqualTo(root);
      assertThat(salvaged.lost()).extracting(Lost::path).allMatch(path -> path.endsWith("/"));
    }
    assertThat(report.salvaged()).isNotEmpty();
    assertThat(check().errors()).isZero();
  }

  @Test
  @DisplayName("A flipped bit in content is found by --read-data, and in a snapshot by anyone")
  void flipped() throws IOException {
    String pack = morePack();
    byte[] bytes = bytes(ObjectKind.PACK, pack);
    bytes[100_000] ^= 1;
    replace(ObjectKind.PACK, pack, bytes);
    assertThat(repairSnapshots(LOOK).isLossless()).isTrue();
    SalvageReport report = repairSnapshots(new SalvageOptions(true, false, true));
    assertThat(report.salvaged().getFirst().lost())
        .extracting(Lost::path)
        .containsExactly("/inner/more");

    String name = second.id().hex();
    byte[] snapshot = bytes(ObjectKind.SNAPSHOT, name);
    snapshot[40] ^= 1;
    replace(ObjectKind.SNAPSHOT, name, snapshot);
    assertThat(repairSnapshots(KEEP).unreadable()).hasSize(1);
    assertThat(store.exists(ObjectKind.SNAPSHOT, name)).isTrue();
    repairSnapshots(FORGET);
    assertThat(store.exists(ObjectKind.SNAPSHOT, name)).isFalse();
  }

  @Test
  @DisplayName(
      "A damaged pack is used no more: the rest of it is saved, a new backup stores it again")
  void damagedPack() throws IOException {
    String largest =
        list(ObjectKind.PACK).stream()
            .filter(pack -> !pack.name().equals(morePack()))
            .max(Comparator.comparing(StoredObject::size))
            .orElseThrow()
            .name();
    byte[] bytes = bytes(ObjectKind.PACK, largest);
    bytes[bytes.length / 2] ^= 1;
    replace(ObjectKind.PACK, largest, bytes);
    PackRepairReport report = vault.repairPacks(Progress.NONE);
    assertThat(report.damaged()).containsExactly(BlobId.parse(largest));
    assertThat(report.lost()).hasSize(1);
    assertThat(report.saved()).isPositive();
    assertThat(vault.repairPacks(Progress.NONE).damaged()).isEmpty();
    assertThat(repairIndex(false).wasSound()).as("it does not come back").isTrue();

    SalvageReport dry = repairSnapshots(LOOK);
    assertThat(dry.salvaged()).as("both share what is lost").hasSize(2);
    assertThat(dry.salvaged()).allSatisfy(one -> assertThat(one.lost()).hasSize(1));
    try (Vault fresh = TestVault.open(store);
        VaultWriter writer = fresh.writer()) {
      Snapshot again = Backup.write(writer, Backup.files(1));
      assertThat(writer.stats().newBlobs()).as("what was lost is stored again").isEqualTo(1);
      assertThat(Backup.hashes(Backup.read(fresh, again)))
          .isEqualTo(Backup.hashes(Backup.files(1)));
    }
    assertThat(repairSnapshots(KEEP).isLossless()).as("nothing is lost any more").isTrue();
    assertThat(check().errors()).isZero();
    try (Vault fresh = TestVault.open(store)) {
      fresh.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
    }
    assertThat(store.exists(ObjectKind.PACK, largest)).isFalse();
    assertThat(check().findings()).isEmpty();
  }

  @Test
  @DisplayName("Beside a writer: what it has stored is indexed, and it commits")
  void besideWriter() throws IOException {
    try (Vault other = TestVault.open(store);
        VaultWriter writer = other.writer()) {
      Content content = TestVault.save(writer, TestVault.randomBytes(77, 300_000));
      writer.flush();
      for (StoredObject file : list(ObjectKind.INDEX)) {
        store.delete(ObjectKind.INDEX, file.name());
      }
      repairIndex(false);
      BlobId root = writer.save(new Tree(List.of(TestVault.file("late", content))));
      writer.commit(TestVault.draft(root));
    }
    assertThat(check().findings()).isEmpty();
    assertThat(check().snapshots()).isEqualTo(3);
  }
}
