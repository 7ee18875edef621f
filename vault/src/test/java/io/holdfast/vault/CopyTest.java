package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
    "I1, I6: a copied snapshot is the same in the other vault, and nothing is copied twice")
class CopyTest {
  private final MemoryObjectStore from = new MemoryObjectStore();
  private final MemoryObjectStore to = new MemoryObjectStore();

  static Snapshot write(Vault vault, Map<String, byte[]> files) {
    try (VaultWriter writer = vault.writer()) {
      return Backup.write(writer, files);
    }
  }

  static CopyReport copyAll(Vault source, Vault target) {
    return source.copyTo(target, source.snapshots(), Progress.NONE);
  }

  private static void proveWhole(Vault vault, long unused) {
    CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
    assertThat(report.findings()).isEmpty();
    assertThat(report.unusedBlobs()).isEqualTo(unused);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void all(boolean sameKey) {
    try (Vault source = TestVault.init(from);
        Vault target = TestVault.target(source, to, sameKey)) {
      Snapshot first = write(source, Backup.files(1));
      Snapshot second = write(source, Backup.files(2));
      CopyReport report = copyAll(source, target);
      assertThat(report.sameKey()).isEqualTo(sameKey);
      assertThat(report.failed()).isEmpty();
      assertThat(report.copied()).hasSize(2);
      for (CopyReport.Copied copied : report.copied()) {
        Snapshot copy = target.find(copied.copy().hex(), any -> true);
        assertThat(copy.tags()).isEqualTo(first.tags());
        assertThat(copy.original()).isEqualTo(copied.source().id());
        assertThat(Backup.hashes(Backup.read(target, copy)))
            .isEqualTo(Backup.hashes(Backup.read(source, copied.source())));
      }
      proveWhole(target, 0);

      CopyReport again = copyAll(source, target);
      assertThat(again.copied()).isEmpty();
      assertThat(again.alreadyThere()).containsExactlyInAnyOrder(first, second);
      assertThat(again.blobs()).isZero();

      Snapshot third = write(source, Backup.files(3));
      CopyReport more = source.copyTo(target, List.of(third), Progress.NONE);
      assertThat(more.copied()).hasSize(1);
      assertThat(more.bytes()).as("what they share is there").isLessThan(report.bytes());
      proveWhole(target, 0);
    }
  }

  @Test
  @DisplayName("Under one key the sealed bytes are the same; a twin's backup has its blobs there")
  void sealedAsTheyAre() throws IOException {
    try (Vault source = TestVault.init(from);
        Vault target = TestVault.target(source, to, true)) {
      assertThat(target.id()).isNotEqualTo(source.id());
      write(source, Backup.files(1));
      copyAll(source, target);
      assertThat(packs(from)).allSatisfy(pack -> assertThat(isFoundIn(to, pack)).isTrue());
      try (VaultWriter writer = target.writer()) {
        Backup.write(writer, Backup.files(1));
        assertThat(writer.stats().newBlobs()).isZero();
      }
    }
    MemoryObjectStore other = new MemoryObjectStore();
    try (Vault source = TestVault.open(from);
        Vault target = TestVault.init(other)) {
      copyAll(source, target);
      assertThat(packs(from)).noneMatch(pack -> isFoundIn(other, pack));
    }
  }

  /** Each pack's bytes as text, one character a byte. */
  private static List<String> packs(MemoryObjectStore store) {
    return store.list(ObjectKind.PACK).stream()
        .map(
            pack -> {
              try {
                byte[] bytes = store.read(ObjectKind.PACK, pack.name(), 0, (int) pack.size());
                return new String(bytes, StandardCharsets.ISO_8859_1);
              } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
              }
            })
        .toList();
  }

  /** Whether the beginning of the first sealed blob, its IV among it, lies in another store too. */
  private static boolean isFoundIn(MemoryObjectStore store, String pack) {
    return packs(store).stream().anyMatch(other -> other.contains(pack.substring(0, 40)));
  }

  @Test
  @DisplayName("The copy of a copy is a copy of the first, and back at home it is there already")
  void chain() {
    try (Vault home = TestVault.init(from);
        Vault away = TestVault.init(to);
        Vault farther = TestVault.init(new MemoryObjectStore())) {
      Snapshot first = write(home, Backup.files(1));
      copyAll(home, away);
      CopyReport report = copyAll(away, farther);
      assertThat(farther.snapshots().getFirst().original()).isEqualTo(first.id());
      assertThat(report.copied().getFirst().source().original()).isEqualTo(first.id());
      assertThat(copyAll(farther, home).alreadyThere()).hasSize(1);
      assertThat(copyAll(home, farther).alreadyThere()).containsExactly(first);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("What is damaged is not copied and is named; the others are copied")
  void damaged(boolean sameKey) throws IOException {
    try (Vault source = TestVault.init(from);
        Vault target = TestVault.target(source, to, sameKey)) {
      Snapshot first = write(source, Backup.files(1));
      String lost = onlyPackSince(List.of());
      List<String> packs = names();
      Snapshot second = write(source, Map.of("other", TestVault.randomBytes(7, 300_000)));
      String flipped = onlyPackSince(packs);
      Snapshot third = write(source, Map.of("third", TestVault.randomBytes(8, 300_000)));
      assertThat(lost).isNotEqualTo(flipped);
      flip(flipped);
      CopyReport report = copyAll(source, target);
      assertThat(report.failed()).hasSize(1);
      assertThat(report.failed().getFirst().source()).isEqualTo(second);
      assertThat(report.failed().getFirst().why().code()).isEqualTo(ErrorCode.OBJECT_DAMAGED);
      assertThat(report.copied().stream().map(CopyReport.Copied::source))
          .containsExactlyInAnyOrder(first, third);
      assertThat(target.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  private List<String> names() {
    return from.list(ObjectKind.PACK).stream().map(object -> object.name()).toList();
  }

  /** The larger one of the packs that have come: that of content. */
  private String onlyPackSince(List<String> before) {
    return from.list(ObjectKind.PACK).stream()
        .filter(object -> !before.contains(object.name()))
        .max((a, b) -> Long.compare(a.size(), b.size()))
        .orElseThrow()
        .name();
  }

  private void flip(String pack) throws IOException {
    int size = (int) from.size(ObjectKind.PACK, pack);
    byte[] bytes = from.read(ObjectKind.PACK, pack, 0, size);
    bytes[size / 2] ^= 1;
    from.delete(ObjectKind.PACK, pack);
    from.put(ObjectKind.PACK, pack, List.of(ByteBuffer.wrap(bytes)));
  }
}
