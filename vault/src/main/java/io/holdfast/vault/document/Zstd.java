package io.holdfast.vault.document;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * zstd at level 3. Holds native memory until closed, is not safe to share between threads, and
 * costs too much to make for each blob: keep one per thread at work.
 *
 * <p>Content that does not shrink is recognised by compressing a sample of it at the quickest
 * level, so that archives and encrypted files do not pay for zstd.
 */
public final class Zstd implements AutoCloseable {
  private static final int LEVEL = 3;
  private static final int PROBE_FROM = 64 * 1024;
  private static final int SAMPLES = 4;
  private static final int SAMPLE = 4 * 1024;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdCompressCtx prober = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private byte[] scratch = new byte[64 * 1024];
  private final byte[] sample = new byte[SAMPLES * SAMPLE];

  public Zstd() {
    compressor.setLevel(LEVEL).setContentSize(true).setChecksum(false);
    prober.setLevel(1);
  }

  /** The compressed bytes, or null if they would be no shorter. */
  public byte @Nullable [] compress(byte[] plain, int offset, int length) {
    if (length >= PROBE_FROM && !looksCompressible(plain, offset, length)) {
      return null;
    }
    int compressed = compressInto(compressor, plain, offset, length);
    // A compressed blob's header entry is four bytes longer.
    return compressed + 4 < length ? Arrays.copyOf(scratch, compressed) : null;
  }

  /** The compressed bytes, shorter or not, behind room for a prefix. */
  byte[] compressAlways(byte[] plain, int prefix) {
    int compressed = compressInto(compressor, plain, 0, plain.length);
    byte[] result = new byte[prefix + compressed];
    System.arraycopy(scratch, 0, result, prefix, compressed);
    return result;
  }

  private boolean looksCompressible(byte[] plain, int offset, int length) {
    int step = (length - SAMPLE) / (SAMPLES - 1);
    for (int i = 0; i < SAMPLES; i++) {
      System.arraycopy(plain, offset + i * step, sample, i * SAMPLE, SAMPLE);
    }
    return compressInto(prober, sample, 0, sample.length) < sample.length - sample.length / 32;
  }

  private int compressInto(ZstdCompressCtx context, byte[] plain, int offset, int length) {
    int bound = Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length));
    if (scratch.length < bound) {
      scratch = new byte[bound];
    }
    return context.compressByteArray(scratch, 0, scratch.length, plain, offset, length);
  }

  /**
   * @throws IllegalArgumentException if this is no zstd frame of exactly {@code length} bytes
   */
  public byte[] decompress(byte[] compressed, int length) {
    byte[] plain = new byte[length];
    try {
      int found =
          decompressor.decompressByteArray(plain, 0, length, compressed, 0, compressed.length);
      if (found != length) {
        throw new IllegalArgumentException("it unpacks to " + found + " bytes, not " + length);
      }
      return plain;
    } catch (ZstdException broken) {
      throw new IllegalArgumentException("it cannot be unpacked: " + broken.getMessage());
    }
  }

  @Override
  public void close() {
    compressor.close();
    prober.close();
    decompressor.close();
  }
}
