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
        byte[] compressed = zstd.compress(text, 3, length);
        assertThat(compressed).isNotNull();
        if (compressed != null) {
          assertThat(compressed.length).isLessThan(length);
          assertThat(zstd.decompress(compressed, length))
              .isEqualTo(java.util.Arrays.copyOfRange(text, 3, length + 3));
        }
        assertThat(zstd.compress(TestVault.randomBytes(length, length), 0, length)).isNull();
      }
      assertThat(zstd.compress(new byte[0], 0, 0)).isNull();
    }
  }

  @Test
  @DisplayName("Broken or lying frames are refused")
  void broken() {
    try (Zstd zstd = new Zstd()) {
      byte[] compressed = zstd.compress(TestVault.text(1, 10_000), 0, 10_000);
      assertThat(compressed).isNotNull();
      if (compressed == null) {
        return;
      }
      assertThatThrownBy(() -> zstd.decompress(compressed, 9_999))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> zstd.decompress(compressed, 10_001))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> zstd.decompress(new byte[] {1, 2, 3}, 3))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(zstd.decompress(compressed, 10_000)).isEqualTo(TestVault.text(1, 10_000));
    }
  }
}
