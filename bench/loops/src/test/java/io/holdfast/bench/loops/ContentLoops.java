package io.holdfast.bench.loops;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.chunk.Chunker;
import io.holdfast.vault.chunk.GearTable;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What content goes through on its way into the vault and out. The score is operations a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ContentLoops {
  /** The length of one operation's content. */
  @Param({"8192", "1048576"})
  public int length = 8192;

  @Param({"records", "noise"})
  public String content = "records";

  private final MasterKey key = MasterKey.random(Randomness.SECURE);
  private final Seal seal = new Seal(key, Randomness.SECURE);
  private final Chunker chunker = new Chunker(GearTable.of(key));
  private final Zstd zstd = new Zstd();
  private final MessageDigest sha256 = sha256();
  private byte[] plain = {};
  private byte[] sealed = {};
  private byte[] opened = {};
  private byte[] packed = {};
  private int packedLength;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
    }
  }

  /** Makes the content. */
  @Setup(Level.Trial)
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    plain = content.equals("records") ? records(random) : noise(random);
    sealed = seal.seal(plain);
    opened = new byte[length];
    packedLength = zstd.compress(plain, 0, length);
    packed = zstd.compressed().clone();
  }

  private byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] records(SplittableRandom random) {
    StringBuilder text = new StringBuilder(length + 64);
    while (text.length() < length) {
      text.append("46").append(random.nextLong(10_000_000L, 100_000_000L));
      text.append(';').append(random.nextLong(1_750_000_000L, 1_760_000_000L));
      text.append(";data;").append(random.nextInt(5_000_000)).append('\n');
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  @TearDown(Level.Trial)
  public void close() {
    zstd.close();
  }

  @Benchmark
  public void chunk(Blackhole hole) throws IOException {
    chunker.cut(new ByteArrayInputStream(plain), (buffer, offset, count) -> hole.consume(count));
  }

  @Benchmark
  public byte[] hash() {
    return sha256.digest(plain);
  }

  @Benchmark
  public int compress() {
    return zstd.compress(plain, 0, length);
  }

  /** Of noise, which is stored as it is, nothing is unpacked. */
  @Benchmark
  public byte[] decompress() {
    if (packedLength != Zstd.LONGER) {
      zstd.decompress(packed, packedLength, opened, length);
    }
    return opened;
  }

  @Benchmark
  public byte[] seal() {
    seal.seal(plain, 0, length, sealed);
    return sealed;
  }

  @Benchmark
  public byte[] open() throws SealBrokenException {
    seal.open(sealed, 0, sealed.length, opened);
    return opened;
  }
}
