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

  private record Place(PackedBlob blob, int pack) {}

  @Test
  @DisplayName("Agrees with a map of lists, with collisions, copies and two kinds under one id")
  void againstModel() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    BlobTable table = new BlobTable();
    Map<Key, List<Place>> model = new HashMap<>();
    int size = 0;
    for (int i = 0; i < 6_000; i++) {
      // Few different first words: long runs of collisions.
      BlobId id = new BlobId(random.nextInt(2_000), 2, random.nextInt(2), 4);
      BlobKind kind = BlobKind.values()[random.nextInt(2)];
      PackedBlob blob =
          new PackedBlob(
              kind,
              id,
              random.nextInt(3) * 0x7fffffffL,
              32 + random.nextInt(100),
              random.nextInt(2));
      int pack = random.nextInt(3);
      List<Place> places = model.computeIfAbsent(new Key(kind, id), k -> new ArrayList<>());
      boolean known =
          places.stream().anyMatch(p -> p.pack() == pack && p.blob().offset() == blob.offset());
      assertThat(table.add(blob, pack)).isEqualTo(!known);
      if (!known) {
        places.add(new Place(blob, pack));
        size++;
      }
    }
    assertThat(table.size()).isEqualTo(size);
    model.forEach(
        (key, places) -> {
          List<Place> found = new ArrayList<>();
          for (int e = table.first(key.kind(), key.id()); e != BlobTable.NONE; e = table.next(e)) {
            found.add(new Place(table.blob(e), table.pack(e)));
          }
          assertThat(found)
              .as("holdfast.seed=%d", seed)
              .containsExactlyInAnyOrderElementsOf(places);
        });
    assertThat(table.first(BlobKind.DATA, new BlobId(1, 1, 1, 1))).isEqualTo(BlobTable.NONE);
  }
}
