package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I4: a name is bytes, and every one of them counts. */
class FileNameTest {
  @Test
  @DisplayName("Names that are no text are shown byte by byte, and so are control characters")
  void display() {
    assertThat(FileName.of("Ärger 1.csv").display()).isEqualTo("Ärger 1.csv");
    assertThat(FileName.ofBytes(new byte[] {'a', (byte) 0xff}).display()).isEqualTo("a\\xff");
    assertThat(FileName.of("a\u001b[2J").display()).isEqualTo("a\\x1b[2J");
    assertThat(FileName.of("ä\n").display()).isEqualTo("\\xc3\\xa4\\x0a");
  }

  @Test
  @DisplayName("Text is told from other bytes")
  void text() {
    assertThat(FileName.of("ä").isUtf8()).isTrue();
    assertThat(FileName.ofBytes(new byte[] {(byte) 0xc3}).isUtf8()).isFalse();
    assertThat(FileName.of("TEMP.1").startsWith("TEMP.")).isTrue();
    assertThat(FileName.of("TEMP").startsWith("TEMP.")).isFalse();
    assertThat(FileName.of("pending").is("pending")).isTrue();
  }

  @Test
  @DisplayName(
      "The order is that of unsigned bytes, as in a vault's trees, and agrees with equality")
  void order() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int trial = 0; trial < 2_000; trial++) {
      byte[] a = new byte[random.nextInt(4)];
      byte[] b = new byte[random.nextInt(4)];
      random.nextBytes(a);
      random.nextBytes(b);
      FileName first = FileName.ofBytes(a);
      FileName second = FileName.ofBytes(b);

      assertThat(Integer.signum(first.compareTo(second)))
          .as("-Dholdfast.seed=%d: %s, %s", seed, first, second)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)))
          .isEqualTo(-Integer.signum(second.compareTo(first)));
      assertThat(first.equals(second)).isEqualTo(Arrays.equals(a, b));
    }
    assertThat(
            List.of(FileName.ofBytes(new byte[] {(byte) 0x80}), FileName.of("z"), FileName.of("Z"))
                .stream()
                .sorted()
                .map(name -> name.bytes()[0]))
        .containsExactly((byte) 'Z', (byte) 'z', (byte) 0x80);
  }

  @Test
  @DisplayName("Two names that look alike are two names")
  void normalisation() {
    FileName composed = FileName.ofBytes("é".getBytes(StandardCharsets.UTF_8));
    FileName decomposed = FileName.ofBytes("e\u0301".getBytes(StandardCharsets.UTF_8));

    assertThat(composed).isNotEqualTo(decomposed);
  }
}
