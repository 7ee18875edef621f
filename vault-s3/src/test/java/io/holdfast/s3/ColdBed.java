package io.holdfast.s3;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.s3.fake.Bucket;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.cold.CoolChoice;
import io.holdfast.vault.cold.CoolReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ImpatientClock;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.RetryingObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A vault in a bucket with a cold class: a common snapshot, an old one that has a file more, and a
 * young one that has another. What each brings lies in a pack of its own.
 */
final class ColdBed implements AutoCloseable {

  /** Of each file: longer than packs that stay hot because they are short. */
  static final int LENGTH = 4_200_000;

  private static final Clock AN_HOUR_LATER =
      new Clock() {
        @Override
        public Instant now() {
          return Instant.now().plus(Duration.ofHours(1));
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {}
      };

  final S3Double s3;
  final Bucket bucket;
  final Snapshot common;
  final Snapshot old;
  final Snapshot young;
  private final String name;
  private final ObjectStore store;

  /** By the snapshot: the packs that came with it and have content. */
  private final Map<BlobId, String> packs = new HashMap<>();

  ColdBed(String coldClass) throws IOException {
    s3 = S3Double.start();
    name = "cold";
    bucket = s3.bucket(name);
    store = storeOf(coldClass);
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      common = write(writer, "common");
      old = write(writer, "common", "old");
      young = write(writer, "common", "young");
    }
  }

  private ColdBed(ColdBed other, String newName, String coldClass) {
    s3 = other.s3;
    name = newName;
    s3.copy(other.name, name);
    bucket = s3.bucket(name);
    store = storeOf(coldClass);
    common = other.common;
    old = other.old;
    young = other.young;
    packs.putAll(other.packs);
  }

  /** The same in a bucket of its own, in the same double. */
  ColdBed copy(String newName, String coldClass) {
    return new ColdBed(this, newName, coldClass);
  }

  /** One for all who open the vault: a client of S3 is a heavy thing. */
  private ObjectStore storeOf(String coldClass) {
    return new RetryingObjectStore(
        Buckets.once(s3, name, "&cold=" + coldClass), new ImpatientClock(), Randomness.ofSeed(1));
  }

  /** The pack that it brings is known afterwards. */
  Snapshot write(VaultWriter writer, String... names) {
    Set<String> before = new TreeSet<>(bucket.keys());
    Snapshot snapshot = Backup.write(writer, files(names));
    bucket.keys().stream()
        .filter(key -> key.contains("/data/") && !before.contains(key))
        .filter(key -> bucket.content(key).length >= LENGTH)
        .forEach(key -> packs.put(snapshot.id(), key));
    return snapshot;
  }

  Vault open() {
    return TestVault.open(store);
  }

  /** An hour later, when the locks of the killed are stale. */
  Vault openLater() {
    return Vault.open(store, TestVault.password(), Randomness.SECURE, AN_HOUR_LATER);
  }

  /** By a location that names no cold class. */
  Vault openWithoutClass() {
    return TestVault.open(Buckets.retrying(s3, name));
  }

  /** Random files that are the same whenever they are asked for by the same names. */
  Map<String, byte[]> files(String... names) {
    return Arrays.stream(names)
        .collect(
            Collectors.toMap(
                name -> name,
                name -> TestVault.randomBytes(name.hashCode(), LENGTH),
                (a, b) -> a,
                TreeMap::new));
  }

  CoolChoice oldOnes() {
    return due(old);
  }

  private static CoolChoice due(Snapshot... snapshots) {
    return new CoolChoice(
        Arrays.stream(snapshots).map(Snapshot::id).collect(Collectors.toSet()), Set.of(), Set.of());
  }

  CoolReport cool(Vault vault, Snapshot... more) {
    return vault.coldTier().cool(more.length == 0 ? oldOnes() : due(more), Progress.NONE);
  }

  /** The key of the pack that a snapshot brought. */
  String packOf(Snapshot snapshot) {
    String key = packs.get(snapshot.id());
    if (key == null) {
      throw new IllegalArgumentException("it brought no pack: " + snapshot.id());
    }
    return key;
  }

  List<String> coldKeys() {
    return bucket.keys().stream()
        .filter(key -> !bucket.storageClass(key).equals("STANDARD"))
        .toList();
  }

  int gets(String key) {
    return (int)
        s3.seen().stream()
            .filter(one -> one.bucket().equals(name) && one.key().equals(key))
            .filter(one -> one.method().equals("GET"))
            .count();
  }

  /** How many objects the store was asked to warm. */
  int askedFor() {
    return (int)
        s3.seen().stream()
            .filter(one -> one.bucket().equals(name) && one.method().equals("POST"))
            .count();
  }

  @Override
  public void close() {
    s3.close();
  }
}
