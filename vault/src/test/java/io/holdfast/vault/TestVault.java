package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Vaults and nodes for tests. */
public final class TestVault {
  public static final String PASSWORD = "correct horse battery stäple";
  public static final Instant TIME = Instant.parse("2026-11-22T03:00:00.123456789Z");

  /** Does not wait: the only thing that a vault waits for is another program's lock. */
  public static final Clock CLOCK = clockAheadBy(Duration.ZERO);

  private TestVault() {}

  private static Clock clockAheadBy(Duration error) {
    return new Clock() {
      @Override
      public Instant now() {
        return Instant.now().plus(error);
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration duration) {}
    };
  }

  public static Password password() {
    return Password.of(PASSWORD);
  }

  public static Vault init(ObjectStore store) {
    return Vault.init(store, password(), Randomness.SECURE, CLOCK, KdfParameters.forTests());
  }

  /** A vault to copy into, with the master key of the source or with one of its own. */
  public static Vault target(Vault source, ObjectStore store, boolean sameKey) {
    return sameKey
        ? source.initTwin(store, password(), Randomness.SECURE, CLOCK, KdfParameters.forTests())
        : init(store);
  }

  public static Vault open(ObjectStore store) {
    return Vault.open(store, password(), Randomness.SECURE, CLOCK);
  }

  /** As an hour later: the locks of the killed are stale. */
  public static Vault openLater(ObjectStore store) {
    return Vault.open(store, password(), Randomness.SECURE, clockAheadBy(Duration.ofHours(1)));
  }

  /**
   * Draws the same random numbers whenever it is opened with this seed, at a time that stands
   * still: two runs that do the same leave the same objects.
   */
  public static Vault openSeeded(ObjectStore store, long seed, Instant now) {
    Randomness random = Randomness.ofSeed(seed);
    Randomness shared =
        bytes -> {
          synchronized (random) {
            random.fill(bytes);
          }
        };
    return Vault.open(store, password(), shared, stoppedClock(now));
  }

  public static Clock stoppedClock(Instant now) {
    return clock(() -> now);
  }

  /** Its time is told; nobody waits by it. */
  static Clock clock(Supplier<Instant> time) {
    return new Clock() {
      @Override
      public Instant now() {
        return time.get();
      }

      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public void sleep(Duration duration) {}
    };
  }

  public static void proveSound(Vault vault, String when) {
    CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
    assertThat(report.errors()).as("errors after %s: %s", when, report.findings()).isZero();
  }

  /** The seed of a random test: a fresh one, or that of the system property to repeat a failure. */
  public static long seed() {
    return Long.getLong("holdfast.seed", System.nanoTime());
  }

  public static byte[] randomBytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Bytes that compress about as text does. */
  public static byte[] text(long seed, int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ("0123456789;CALL;SMS;DATA;\n".charAt(random.nextInt(26)));
    }
    return bytes;
  }

  public static Content save(BlobSink sink, byte[] bytes) {
    try {
      return sink.save(new ByteArrayInputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public static Node file(String name, Content content) {
    return node(FileName.of(name), NodeType.FILE, 0644)
        .withContent(content.blobs(), content.length());
  }

  public static Node directory(String name, BlobId subtree) {
    return node(FileName.of(name), NodeType.DIRECTORY, 0755).withSubtree(subtree);
  }

  public static Node node(FileName name, NodeType type, int permissions) {
    return new Node(
        name,
        type,
        permissions,
        TIME,
        TIME,
        TIME,
        0,
        0,
        "root",
        "root",
        42,
        0,
        0,
        1,
        null,
        List.of(),
        0,
        List.of(),
        null);
  }

  public static SnapshotDraft draft(BlobId tree) {
    return new SnapshotDraft(
        TIME,
        null,
        tree,
        List.of("/opt/data"),
        "host",
        "user",
        1000,
        1000,
        List.of("test"),
        null,
        "holdfast 0.1.0");
  }

  /** A file's content, put together from its blobs. */
  public static byte[] read(BlobSource source, List<BlobId> blobs) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    blobs.forEach(blob -> bytes.writeBytes(source.data(blob)));
    return bytes.toByteArray();
  }
}
