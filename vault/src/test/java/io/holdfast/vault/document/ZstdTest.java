package io.holdfast.vault.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.vault.TestVault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ZstdTest {
  @Test
  @DisplayName("What shrinks is compressed and comes back; what does not is left as it is")
  void compress() {
    try (Zstd zstd = new Zstd()) {
      for (int length : new int[] {100, 1000, 65_536, 1_000_000}) {
        byte[] text = TestVault.text(length, length + 7);
        int compressed = zstd.compress(text, 3, length);
        assertThat(compressed).isBetween(1, length - 1);
        byte[] unpacked = new byte[length + 9];
        zstd.decompress(zstd.compressed().clone(), compressed, unpacked, length);
        assertThat(java.util.Arrays.copyOf(unpacked, length))
            .isEqualTo(java.util.Arrays.copyOfRange(text, 3, length + 3));
        assertThat(zstd.compress(TestVault.randomBytes(length, length), 0, length))
            .isEqualTo(Zstd.LONGER);
      }
      assertThat(zstd.compress(new byte[0], 0, 0)).isEqualTo(Zstd.LONGER);
    }
  }

  @Test
  @DisplayName("Broken or lying frames are refused")
  void broken() {
    try (Zstd zstd = new Zstd()) {
      int length = zstd.compress(TestVault.text(1, 10_000), 0, 10_000);
      byte[] compressed = zstd.compressed().clone();
      byte[] plain = new byte[20_000];
      assertThatThrownBy(() -> zstd.decompress(compressed, length, plain, 9_999))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> zstd.decompress(compressed, length, plain, 10_001))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> zstd.decompress(compressed, length - 1, plain, 10_000))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> zstd.decompress(new byte[] {1, 2, 3}, 3, plain, 3))
          .isInstanceOf(IllegalArgumentException.class);
      zstd.decompress(compressed, length, plain, 10_000);
      assertThat(java.util.Arrays.copyOf(plain, 10_000)).isEqualTo(TestVault.text(1, 10_000));
    }
  }
}
