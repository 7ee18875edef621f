package io.holdfast.vault.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Randomness;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolynomialTest {
  @Test
  @DisplayName("Polynomials that restic has chosen are found irreducible")
  void known() {
    // The first is from restic's documentation of its format, the second from its own tests.
    assertThat(Polynomial.isIrreducible(0x25b468838dcb75L)).isTrue();
    assertThat(Polynomial.isIrreducible(0x3DA3358B4DC173L)).isTrue();
  }

  @Test
  @DisplayName("Products, wrong degrees and near misses are not")
  void reducible() {
    assertThat(Polynomial.isIrreducible(0x25b468838dcb74L)).as("divisible by x").isFalse();
    assertThat(Polynomial.isIrreducible(1L << 53 | 1)).as("divisible by x + 1").isFalse();
    assertThat(Polynomial.isIrreducible(0x25b468838dcb75L >>> 1)).as("degree 52").isFalse();
    assertThat(Polynomial.isIrreducible(0x3DA3358B4DC173L ^ 0b110)).isFalse();
  }

  @Test
  @DisplayName("What is drawn is irreducible, of degree 53, and different each time")
  void drawn() {
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      long polynomial = Polynomial.randomIrreducible(Randomness.SECURE);
      assertThat(Polynomial.isIrreducible(polynomial)).isTrue();
      drawn.add(polynomial);
    }
    assertThat(drawn).hasSize(10);
  }
}
