package io.holdfast.model.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever bytes stand where the manifest should be, the answer is a set or a known error. */
class RecoverySetMutationTest {
  private static final int TRIALS = 4_000;
  private static final String LIKELY = "{}[]\",:0123456789nulltruefals-eT.Z\\";

  @Test
  @DisplayName("A damaged manifest is a set, damage (HF-501) or too new (HF-404), nothing else")
  void mutations() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] bytes = mutated(random);
      try {
        RecoverySetJson.parse("4f2a91c0", bytes);
      } catch (HoldfastException known) {
        assertThat(known.code()).isIn(ErrorCode.OBJECT_DAMAGED, ErrorCode.VAULT_TOO_NEW);
      } catch (RuntimeException unknown) {
        throw new AssertionError(
            "Replay with -Dholdfast.seed=%d (trial %d): %s"
                .formatted(seed, trial, new String(bytes, StandardCharsets.UTF_8)),
            unknown);
      }
    }
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = SampleSet.vector();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
        default -> bytes = cut(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(40)));
      }
    }
    return bytes;
  }

  private static byte[] cut(byte[] bytes, int from, int to) {
    byte[] rest = new byte[Math.max(1, bytes.length - (to - from))];
    System.arraycopy(bytes, 0, rest, 0, from);
    System.arraycopy(bytes, to, rest, from, bytes.length - to);
    return rest;
  }
}
