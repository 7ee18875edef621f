package io.holdfast.usage.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.disk.Durable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SetDigestTest {
  private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

  @Test
  @DisplayName("it is the sum of the SHA-256, whatever was added and taken out in whatever order")
  void isTheSum() {
    var random = new Random(7);
    var digest = new SetDigest();
    var kept = new ArrayList<byte[]>();
    for (int i = 0; i < 2000; i++) {
      if (!kept.isEmpty() && random.nextInt(3) == 0) {
        Collections.swap(kept, random.nextInt(kept.size()), kept.size() - 1);
        digest.remove(kept.removeLast());
      } else {
        var entry = new byte[random.nextInt(60)];
        random.nextBytes(entry);
        digest.add(entry);
        kept.add(entry);
      }
    }
    var sum = BigInteger.ZERO;
    for (var entry : kept) {
      var sha256 = HexFormat.of().parseHex(Durable.sha256(entry, entry.length));
      sum = sum.add(new BigInteger(1, sha256)).mod(MODULUS);
    }
    assertThat(digest.hex()).isEqualTo("%064x".formatted(sum));
    assertThat(digest.size()).isEqualTo(kept.size());
    kept.forEach(digest::remove);
    assertThat(digest.hex()).isEqualTo("0".repeat(64));
  }
}
