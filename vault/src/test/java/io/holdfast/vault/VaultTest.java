package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.snapshot.Summary;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeWalk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  @TempDir Path directory;
  private final MemoryObjectStore store = new MemoryObjectStore();

  @Test
  @DisplayName("What was backed up is read back; the same again costs nothing but a snapshot")
  void backupTwice() {
    Map<String, byte[]> files = Backup.files(1);
    try (Vault vault = TestVault.init(store)) {
      try (VaultWriter writer = vault.writer()) {
        Snapshot snapshot = Backup.write(writer, files);
        assertThat(Backup.hashes(Backup.read(vault, snapshot))).isEqualTo(Backup.hashes(files));
      }
      int packs = store.list(ObjectKind.PACK).size();
      try (VaultWriter writer = vault.writer()) {
        Backup.write(writer, files);
        WriterStats stats = writer.stats();
        assertThat(stats.newBlobs()).isZero();
        assertThat(stats.packs()).isZero();
        assertThat(stats.bytesRead())
            .isEqualTo(files.values().stream().mapToLong(bytes -> bytes.length).sum());
      }
      assertThat(store.list(ObjectKind.PACK)).hasSize(packs);
      assertThat(store.list(ObjectKind.LOCK)).isEmpty();
      VaultStats stats = vault.stats();
      assertThat(stats.snapshots()).isEqualTo(2);
      assertThat(stats.unindexedPacks()).isZero();
      assertThat(stats.packs()).isEqualTo(packs);
      assertThat(stats.storedBytes()).isLessThan(stats.rawBytes());
    }
  }

  @Test
  @DisplayName(
      "Many threads save the same content at once: it is stored once, in packs of one kind")
  void concurrentDeduplication() throws Exception {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer();
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<BlobId>> trees = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int set = i % 4;
        Callable<BlobId> task =
            () -> {
              Content content = TestVault.save(writer, TestVault.randomBytes(set, 3_000_000));
              return writer.save(new Tree(List.of(TestVault.file("file", content))));
            };
        trees.add(pool.submit(task));
      }
      List<BlobId> roots = new ArrayList<>();
      for (Future<BlobId> tree : trees) {
        roots.add(tree.get());
      }
      assertThat(roots.stream().distinct()).hasSize(4);
      assertThat(writer.stats().newTreeBlobs()).isEqualTo(4);
      assertThat(writer.stats().newBytes()).isBetween(12_000_000L, 12_100_000L);
      for (BlobId root : roots.stream().distinct().toList()) {
        writer.commit(TestVault.draft(root));
      }
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("A stream that fails is told apart from a vault that fails, and harms nothing")
  void failingStream() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      InputStream failing =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("stale file handle");
            }
          };
      assertThatThrownBy(() -> writer.save(failing)).isInstanceOf(IOException.class);
      Backup.write(writer, Backup.files(1));
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("HF-502: a snapshot of a tree that was never saved is not committed")
  void unknownTree() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      OpeningTest.assertCode(
          ErrorCode.BLOB_MISSING, () -> writer.commit(TestVault.draft(new BlobId(1, 2, 3, 4))));
      assertThat(vault.snapshots()).isEmpty();
      OpeningTest.assertCode(ErrorCode.BLOB_MISSING, () -> vault.data(new BlobId(1, 2, 3, 4)));
    }
  }

  @Test
  @DisplayName(
      "A snapshot keeps every field, newest last; found by prefix, by filter, or as the latest")
  void snapshots() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      BlobId tree = writer.save(new Tree(List.of()));
      List<Snapshot> written = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Summary summary =
            i % 2 == 0
                ? null
                : new Summary(
                    TestVault.TIME, TestVault.TIME, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        written.add(
            writer.commit(
                new SnapshotDraft(
                    TestVault.TIME.plusSeconds(i),
                    i == 0 ? null : written.getLast().id(),
                    tree,
                    List.of("/a<b>", "/ü"),
                    "host",
                    "user",
                    i,
                    7,
                    List.of("n=" + i),
                    summary,
                    "holdfast")));
      }
      assertThat(vault.snapshots()).isEqualTo(written);
      assertThat(vault.find("latest", s -> true)).isEqualTo(written.getLast());
      assertThat(vault.find("latest", s -> s.hasTag("n=3"))).isEqualTo(written.get(3));
      Snapshot wanted = written.get(5);
      assertThat(vault.find(wanted.id().hex(), s -> true)).isEqualTo(wanted);
      assertThat(vault.find(wanted.id().hex().substring(0, 16), s -> true)).isEqualTo(wanted);
      OpeningTest.assertCode(ErrorCode.NOT_FOUND, () -> vault.find("latest", s -> false));
      OpeningTest.assertCode(ErrorCode.NOT_FOUND, () -> vault.find("xyz", s -> true));
      OpeningTest.assertCode(ErrorCode.NOT_FOUND, () -> vault.find("", s -> true));
      String shared = sharedPrefix(written);
      assertThatThrownBy(() -> vault.find(shared, s -> true))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AMBIGUOUS))
          .hasMessageContaining(TestVault.TIME.toString().substring(0, 16));
    }
  }

  /** Of twenty ids at least two begin with the same digit. */
  private static String sharedPrefix(List<Snapshot> snapshots) {
    for (char digit : "0123456789abcdef".toCharArray()) {
      String prefix = String.valueOf(digit);
      if (snapshots.stream().filter(s -> s.id().hex().startsWith(prefix)).count() > 1) {
        return prefix;
      }
    }
    throw new AssertionError("more snapshots than digits");
  }

  @Test
  @DisplayName("A snapshot that is replaced while all are listed: the one in its place is found")
  void replacedWhileListed() {
    FaultyStore meddled = new FaultyStore(store);
    List<Snapshot> written = new ArrayList<>();
    try (Vault vault = TestVault.init(meddled)) {
      try (VaultWriter writer = vault.writer()) {
        written.add(Backup.write(writer, Backup.files(1)));
      }
      meddled.after(
          Calls.of(Operation.LIST, ObjectKind.SNAPSHOT).nth(1),
          call -> {
            try (Vault other = TestVault.open(store);
                VaultWriter writer = other.writer()) {
              written.add(Backup.write(writer, Backup.files(2)));
              writer.forget(written.getFirst().id());
            }
          });
      assertThat(vault.snapshots()).isEqualTo(written.subList(1, 2));
    }
  }

  @Test
  @DisplayName(
      "I6: a writer that is alone sweeps what killed ones left in the store; beside another it does"
          + " not")
  void temporaries() throws IOException {
    LocalObjectStore local = new LocalObjectStore(directory.resolve("v"));
    try (Vault vault = TestVault.init(local)) {
      Path left = directory.resolve("v/tmp/elsewhere.1.0123456789abcdef.1");
      Files.writeString(left, "half a pack");
      try (VaultLock other = vault.lock()) {
        vault.writer().close();
        assertThat(left).exists();
        other.assertHeld();
      }
      vault.writer().close();
      assertThat(left).doesNotExist();
    }
  }

  @Test
  @DisplayName(
      "A tree is walked with paths, found by path, and passed by where the visitor says so")
  void walk() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      Snapshot snapshot = Backup.write(writer, Backup.files(1));
      List<String> paths = new ArrayList<>();
      TreeWalk.visit(vault, snapshot.tree(), (path, node) -> paths.add(Backup.join(path)));
      assertThat(paths).contains("inner", "inner/common", "incompressible").hasSize(14);
      List<String> top = new ArrayList<>();
      TreeWalk.visit(
          vault,
          snapshot.tree(),
          (path, node) -> {
            top.add(Backup.join(path));
            return false;
          });
      assertThat(top).contains("inner").noneMatch(path -> path.contains("/"));
      assertThat(TreeWalk.find(vault, snapshot.tree(), "/inner/common")).isPresent();
      assertThat(TreeWalk.find(vault, snapshot.tree(), "inner/absent")).isEmpty();
      assertThat(TreeWalk.find(vault, snapshot.tree(), "incompressible/below")).isEmpty();
      assertThat(TreeWalk.find(vault, snapshot.tree(), "/")).isEmpty();
      BlobId blob =
          TreeWalk.find(vault, snapshot.tree(), "incompressible")
              .orElseThrow()
              .content()
              .getFirst();
      assertThat(vault.dataLength(blob)).isEqualTo(100_000);
    }
  }
}
