package io.holdfast.vault.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  /** The secret of the test vector in docs/spec/vault.md: the bytes 0 to 31. */
  private static final byte[] SECRET = new byte[32];

  static {
    for (int i = 0; i < 32; i++) {
      SECRET[i] = (byte) i;
    }
  }

  private static List<Integer> cut(byte[] secret, InputStream stream) throws IOException {
    List<Integer> lengths = new ArrayList<>();
    new Chunker(GearTable.ofSecret(secret))
        .cut(stream, (buffer, offset, length) -> lengths.add(length));
    return lengths;
  }

  private static List<Integer> cut(byte[] bytes) throws IOException {
    return cut(SECRET, new ByteArrayInputStream(bytes));
  }

  /** The vector's input: the top bytes of a linear congruential generator. */
  private static byte[] vectorInput() {
    byte[] bytes = new byte[16 * 1024 * 1024];
    long state = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < bytes.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      bytes[i] = (byte) (state >>> 56);
    }
    return bytes;
  }

  @Test
  @DisplayName("The test vector of the specification")
  void vector() throws IOException {
    long[] gear = GearTable.ofSecret(SECRET).values();
    assertThat(Long.toHexString(gear[0])).isEqualTo("e711546e3faad4c7");
    assertThat(Long.toHexString(gear[255])).isEqualTo("1510fc6d48bfc44e");
    assertThat(Hash.sha256(vectorInput()))
        .hasToString("4257ce78b9557c3ad4c6ed4a035c2416b45fa97c9cf540f1d25e5a9331b460a5");
    assertThat(cut(vectorInput()))
        .containsExactly(
            1139784, 544739, 1998202, 626162, 1310054, 1218640, 1158519, 818317, 1154051, 1156532,
            1135183, 1086507, 628637, 1115554, 1313818, 372517);
  }

  @Test
  @DisplayName("The cut depends on the content alone, not on how the stream delivers it")
  void deliveryDoesNotMatter() throws IOException {
    long seed = TestVault.seed();
    byte[] bytes = TestVault.randomBytes(seed, 9_000_000);
    Random random = new Random(seed);
    InputStream stuttering =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(70_000)));
          }
        };
    assertThat(cut(SECRET, stuttering)).as("holdfast.seed=%d", seed).isEqualTo(cut(bytes));
  }

  @Test
  @DisplayName("Chunks together are the stream; none but the last is short, none too long")
  void wholeAndBounded() throws IOException {
    for (int length : new int[] {0, 1, Chunker.MIN - 1, Chunker.MIN, Chunker.MIN + 1, 5_000_000}) {
      byte[] bytes = TestVault.randomBytes(length, length);
      List<Byte> first = new ArrayList<>();
      java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
      List<Integer> lengths = new ArrayList<>();
      long read =
          new Chunker(GearTable.ofSecret(SECRET))
              .cut(
                  new ByteArrayInputStream(bytes),
                  (buffer, offset, count) -> {
                    first.add(buffer[offset]);
                    joined.write(buffer, offset, count);
                    lengths.add(count);
                  });
      assertThat(read).isEqualTo(length);
      assertThat(joined.toByteArray()).isEqualTo(bytes);
      for (int i = 0; i < lengths.size() - 1; i++) {
        assertThat(lengths.get(i)).isBetween(Chunker.MIN, Chunker.MAX);
      }
    }
    assertThat(cut(new byte[20_000_000])).containsExactly(Chunker.MAX, Chunker.MAX, 3_222_784);
  }

  @Test
  @DisplayName("Lengths gather around the target")
  void target() throws IOException {
    long seed = TestVault.seed();
    List<Integer> lengths = cut(TestVault.randomBytes(seed, 100_000_000));
    double mean = lengths.stream().mapToInt(Integer::intValue).average().orElseThrow();
    assertThat(mean).as("holdfast.seed=%d", seed).isBetween(0.9e6, 1.5e6);
  }

  @Test
  @DisplayName("An insertion changes the chunks around it and no others")
  void insertion() throws IOException {
    long seed = TestVault.seed();
    byte[] bytes = TestVault.randomBytes(seed, 30_000_000);
    byte[] longer = new byte[bytes.length + 13];
    System.arraycopy(bytes, 0, longer, 0, 10_000_000);
    System.arraycopy(bytes, 10_000_000, longer, 10_000_013, 20_000_000);
    Set<BlobId> before = chunks(bytes);
    Set<BlobId> after = chunks(longer);
    after.removeAll(before);
    assertThat(after).as("holdfast.seed=%d", seed).hasSizeBetween(1, 4);
  }

  private static Set<BlobId> chunks(byte[] bytes) throws IOException {
    Set<BlobId> chunks = new HashSet<>();
    new Chunker(GearTable.ofSecret(SECRET))
        .cut(
            new ByteArrayInputStream(bytes),
            (buffer, offset, length) -> chunks.add(Hash.sha256(buffer, offset, length)));
    return chunks;
  }

  @Test
  @DisplayName("Another key cuts elsewhere")
  void keyed() throws IOException {
    byte[] bytes = TestVault.randomBytes(1, 10_000_000);
    assertThat(cut(new byte[32], new ByteArrayInputStream(bytes))).isNotEqualTo(cut(bytes));
  }
}
