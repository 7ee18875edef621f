package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.check.PackSubset;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I6: a check reads the packs it is told to, and says which of them are sound")
class RollingCheckTest {
  private final long seed = TestVault.seed();
  private final Randomness randomness = Randomness.ofSeed(seed);

  private static CheckReport check(MemoryObjectStore store, PackReading reading) {
    try (Vault vault = TestVault.open(store)) {
      return vault.check(new CheckOptions(reading), Progress.NONE);
    }
  }

  private static MemoryObjectStore filled() {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      for (int set = 1; set <= 4; set++) {
        CopyTest.write(vault, Backup.files(set));
      }
    }
    return store;
  }

  @Test
  @DisplayName(
      "Without any time one pack is read, the first of the order; a damaged one is not sound")
  void budget() throws IOException {
    MemoryObjectStore store = filled();
    int packs = store.list(ObjectKind.PACK).size();
    BlobId damaged = BlobId.parse(store.list(ObjectKind.PACK).getFirst().name());
    int size = (int) store.size(ObjectKind.PACK, damaged.hex());
    byte[] bytes = store.read(ObjectKind.PACK, damaged.hex(), 0, size);
    bytes[size / 2] ^= 1;
    store.delete(ObjectKind.PACK, damaged.hex());
    store.put(ObjectKind.PACK, damaged.hex(), List.of(ByteBuffer.wrap(bytes)));

    Set<BlobId> sound = ConcurrentHashMap.newKeySet();
    CheckReport report = check(store, new PackReading(PackReading::all, null, sound::add));
    assertThat(report.packsRead()).isEqualTo(packs);
    assertThat(report.errors()).isPositive();
    assertThat(sound).hasSize(packs - 1).doesNotContain(damaged);

    sound.clear();
    PackReading.Order others =
        sizes -> PackReading.all(sizes).stream().filter(pack -> !pack.equals(damaged)).toList();
    CheckReport short1 = check(store, new PackReading(others, Duration.ZERO, sound::add));
    assertThat(short1.packsRead()).isEqualTo(1);
    assertThat(sound).hasSize(1);
    assertThat(short1.bytesRead()).isEqualTo(store.size(ObjectKind.PACK, only(sound).hex()));
    assertThat(check(store, PackReading.NONE).packsRead()).isZero();
  }

  private static BlobId only(Set<BlobId> packs) {
    return packs.iterator().next();
  }

  private Map<BlobId, Long> packs(int count) {
    Map<BlobId, Long> sizes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      sizes.put(BlobId.of(randomness.bytes(32)), 2000L);
    }
    return sizes;
  }

  private PackReading.Order subset(String text) {
    return PackSubset.parse(text, randomness).orElseThrow();
  }

  @Test
  @DisplayName("All parts together are all packs, each once; shares and sizes are as asked")
  void subsets() {
    Map<BlobId, Long> sizes = packs(300);
    Set<BlobId> seen = new HashSet<>();
    for (int part = 1; part <= 7; part++) {
      for (BlobId pack : subset(part + "/7").of(sizes)) {
        assertThat(seen.add(pack)).as("seed %d: %s", seed, pack).isTrue();
      }
    }
    assertThat(seen).isEqualTo(sizes.keySet());
    assertThat(subset("10%").of(sizes)).hasSize(30).doesNotHaveDuplicates();
    assertThat(subset("0.1%").of(sizes)).hasSize(1);
    assertThat(subset("100%").of(sizes)).hasSize(300);
    assertThat(subset("20K").of(sizes)).hasSize(10).doesNotHaveDuplicates();
    assertThat(subset("1K").of(sizes)).as("never none").hasSize(1);
    assertThat(subset("1T").of(sizes)).hasSize(300);
    assertThat(subset("10%").of(sizes)).as("seed %d", seed).isNotEqualTo(subset("10%").of(sizes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0/7", "8/7", "1/257", "0%", "101%", "-5%", "0K", "5", "5X", "1/2/3", "all"})
  void noSubset(String text) {
    assertThat(PackSubset.parse(text, randomness)).isEmpty();
  }
}
