package io.holdfast.usage.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChecksumSetTest {
  @Test
  @DisplayName("it says the same as a plain set, also when keys collide in their first half")
  void likeASet() {
    long seed = Long.getLong("holdfast.seed", System.currentTimeMillis());
    var random = new SplittableRandom(seed);
    var set = new ChecksumSet();
    var plain = new HashSet<List<Long>>();
    for (int i = 0; i < 200_000; i++) {
      long high = random.nextInt(1000);
      long low = 1L + random.nextInt(500);
      if (set.add(high, low) != plain.add(List.of(high, low))) {
        fail("differs at %d (replay with -Dholdfast.seed=%d)", i, seed);
      }
    }
    assertThat(set.size()).isEqualTo(plain.size());
  }

  @Test
  void zeroIsAKeyToo() {
    var set = new ChecksumSet();
    assertThat(set.add(0, 0)).isTrue();
    assertThat(set.add(0, 0)).isFalse();
  }
}
