package io.holdfast.vault.document;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/**
 * zstd at level 1. Holds native memory until closed, is not safe to share between threads, and
 * costs too much to make for each blob: keep one per thread at work.
 *
 * <p>Content that does not shrink is recognised by compressing a sample of it first, so that
 * archives and encrypted files do not pay for zstd.
 */
public final class Zstd implements AutoCloseable {
  /** {@link #compress} says so if compression does not pay. */
  public static final int LONGER = -1;

  /**
   * Usage records come out a few percent shorter at level 1 than at level 3, program text a few
   * percent longer, and either costs half the time or less.
   */
  private static final int LEVEL = 1;

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

  /** How long {@link #compressed} is, or {@link #LONGER} if that would be no shorter. */
  public int compress(byte[] plain, int offset, int length) {
    if (length >= PROBE_FROM && !looksCompressible(plain, offset, length)) {
      return LONGER;
    }
    int compressed = compressInto(compressor, plain, offset, length);
    // A compressed blob's header entry is four bytes longer.
    return compressed + 4 < length ? compressed : LONGER;
  }

  /** What was compressed last, at its beginning. Lent: the next compression overwrites it. */
  public byte[] compressed() {
    return scratch;
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
   * Unpacks the first {@code compressedLength} bytes into the first {@code length} bytes of {@code
   * plain}.
   *
   * @throws IllegalArgumentException if this is no zstd frame of exactly {@code length} bytes
   */
  public void decompress(byte[] compressed, int compressedLength, byte[] plain, int length) {
    try {
      int found =
          decompressor.decompressByteArray(plain, 0, length, compressed, 0, compressedLength);
      if (found != length) {
        throw new IllegalArgumentException("it unpacks to " + found + " bytes, not " + length);
      }
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
