package io.holdfast.vault.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlobTableTest {
  private record Key(BlobKind kind, BlobId id) {}

  private record Place(int number, int pack, PackedBlob blob) {}

  private final CountedArenas arenas = new CountedArenas();

  @Test
  @DisplayName("Agrees with a map of lists: collisions, copies, both kinds, gaps, long blobs")
  void againstModel() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    Map<Key, List<Place>> model = new HashMap<>();
    try (BlobTable table = new BlobTable(arenas)) {
      long offset = 0;
      int pack = 0;
      for (int i = 0; i < 3 * BlobTable.FEW; i++) {
        // Ids that agree in all but few bits at one end or in the middle, and others.
        BlobId id =
            switch (random.nextInt(4)) {
              case 0 -> new BlobId(0x0102030405060708L, 2, 3, random.nextInt(300));
              case 1 -> new BlobId((long) random.nextInt(300) << 40, 2, random.nextInt(2), 4);
              default ->
                  new BlobId(
                      random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            };
        BlobKind kind = BlobKind.values()[random.nextInt(2)];
        if (random.nextInt(30) == 0) {
          pack = random.nextInt(100);
          offset = random.nextInt(3) * 0x7fffffffL;
        }
        boolean isLong = random.nextInt(50) == 0;
        int length = isLong ? 0xfffffe + random.nextInt(3) : 32 + random.nextInt(100_000);
        int rawLength = random.nextInt(3) * (isLong ? 0x800000 : random.nextInt(1 << 20));
        PackedBlob blob = new PackedBlob(kind, id, offset, length, rawLength);
        offset = (offset + (random.nextInt(100) == 0 ? 1 : length)) & 0xffffffffL;
        table.add(blob, pack);
        model
            .computeIfAbsent(new Key(kind, id), key -> new ArrayList<>())
            .add(new Place(i, pack, blob));
      }
      compare(table, model, seed);
    }
    assertThat(arenas.bytes()).as("given back").isZero();
  }

  private static void compare(BlobTable table, Map<Key, List<Place>> model, long seed) {
    model.forEach(
        (key, places) -> {
          List<Place> found = new ArrayList<>();
          for (int place : table.places(key.kind(), key.id())) {
            found.add(new Place(place, table.pack(place), table.blob(key.kind(), key.id(), place)));
          }
          assertThat(found).as("holdfast.seed=%d", seed).isEqualTo(places);
          assertThat(table.first(key.kind(), key.id())).isEqualTo(places.getFirst().number());
          PackedBlob blob = places.getLast().blob();
          assertThat(table.contains(blob, places.getLast().pack())).isTrue();
          assertThat(table.contains(blob, 100)).as("in another pack").isFalse();
        });
    Map<Key, List<Place>> walked = new HashMap<>();
    table.forEach(
        (place, first, pack, blob) -> {
          List<Place> places =
              walked.computeIfAbsent(new Key(blob.kind(), blob.id()), key -> new ArrayList<>());
          places.add(new Place(place, pack, blob));
          assertThat(first).isEqualTo(places.getFirst().number());
        });
    assertThat(walked).as("holdfast.seed=%d", seed).isEqualTo(model);
    assertThat(table.first(BlobKind.DATA, new BlobId(1, 1, 1, 1))).isEqualTo(BlobTable.NONE);
  }

  @Test
  @DisplayName("A blob takes 40 bytes outside the heap, and few blobs none")
  void bytesPerBlob() {
    int count = 40 * BlobTable.FEW;
    Random random = new Random(1);
    try (BlobTable table = new BlobTable(arenas)) {
      for (int i = 0; i < count; i++) {
        assertThat(i >= BlobTable.FEW || arenas.bytes() == 0).as("few").isTrue();
        BlobId id =
            new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        table.add(new PackedBlob(BlobKind.DATA, id, 1000L * (i % 100), 1000, 3000), i / 100);
      }
      long sorted = (long) count - table.recent();
      double perBlob = (double) Blocks.SIZE / SortedIds.IN_BLOCK + Places.ENTRY;
      assertThat(perBlob).isBetween(40.0, 40.1);
      long begunBlocks = (256L + Blocks.AT_ONCE) * Blocks.SIZE;
      assertThat(arenas.bytes())
          .as("what the entries take, and a begun block for each of 256")
          .isBetween(sorted * SortedIds.ENTRY, (long) Math.ceil(sorted * perBlob) + begunBlocks);
      assertThat(arenas.most()).as("nothing lay there twice").isEqualTo(arenas.bytes());
      assertThat(table.recent()).as("on the heap").isLessThanOrEqualTo(count / 16);
      assertThat(arenas.open()).isEqualTo(1);
    }
    assertThat(arenas.open()).isZero();
  }
}
