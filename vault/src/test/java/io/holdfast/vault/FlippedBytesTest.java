package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One byte of one object is another, at random. The build tries some; {@code
 * -Dholdfast.trials=10000} is the long form.
 */
@DisplayName("I6: a byte that is not what it was is found, and never taken for good data")
class FlippedBytesTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 200);

  /** Whoever takes a lock reads the others; a check has no need to. */
  private static final Set<ObjectKind> NOT_CHECKED = Set.of(ObjectKind.LOCK);

  private static final Set<ErrorCode> DAMAGE =
      Set.of(ErrorCode.OBJECT_DAMAGED, ErrorCode.BLOB_MISSING);

  private final MemoryObjectStore base = new MemoryObjectStore();
  private MemoryObjectStore template = base;
  private final Map<BlobId, Map<String, byte[]>> contents = new TreeMap<>();
  private final Map<ObjectKind, List<StoredObject>> objects = new EnumMap<>(ObjectKind.class);

  /** A vault with at least one object of each kind that stays in it. */
  @BeforeEach
  void fill() {
    try (Vault vault = TestVault.init(base)) {
      try (VaultWriter writer = vault.writer()) {
        Snapshot gone = Backup.write(writer, files(0));
        for (int set = 1; set <= 2; set++) {
          contents.put(Backup.write(writer, files(set)).id(), files(set));
        }
        vault.forget(List.of(gone));
      }
      vault.prune(new PruneOptions(Duration.ofDays(1)), Progress.NONE);
      vault.holds().place(vault.snapshots().getFirst(), "case 4711");
      vault.retention().decide(Duration.ofDays(1));
      try (var lock = vault.lock()) {
        lock.assertHeld();
        MemoryObjectStore locked = base.copy();
        for (ObjectKind kind : ObjectKind.values()) {
          if (kind != ObjectKind.STAGED) {
            objects.put(kind, locked.list(kind));
          }
        }
        template = locked;
      }
    }
  }

  private static Map<String, byte[]> files(int set) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("common", TestVault.text(1, 3_000));
    files.put("empty", new byte[0]);
    files.put("own", TestVault.text(100 + set, 2_000));
    files.put("incompressible", TestVault.randomBytes(set, 1_500));
    return files;
  }

  @Test
  @DisplayName("Random bytes of random objects of every kind")
  void flips() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    List<ObjectKind> kinds = List.copyOf(objects.keySet());
    for (int trial = 0; trial < TRIALS; trial++) {
      ObjectKind kind = kinds.get(trial % kinds.size());
      List<StoredObject> there = objects.getOrDefault(kind, List.of());
      assertThat(there).as("objects of the kind %s", kind).isNotEmpty();
      StoredObject object = there.get(random.nextInt(there.size()));
      int at = random.nextInt((int) object.size());
      int difference = 1 + random.nextInt(255);
      MemoryObjectStore store = template.copy();
      store.damage(
          kind,
          object.name(),
          bytes -> {
            bytes[at] ^= (byte) difference;
            return bytes;
          });
      String what =
          "trial %d, byte %d of %s, holdfast.seed=%d"
              .formatted(trial, at, kind.path(object.name()), seed);
      try {
        assertFound(kind, store, what);
      } catch (RuntimeException crashed) {
        throw new AssertionError(what, crashed);
      }
    }
  }

  private void assertFound(ObjectKind kind, MemoryObjectStore store, String what) {
    try (Vault vault = TestVault.open(store)) {
      boolean whole = isReadRight(vault, what);
      if (NOT_CHECKED.contains(kind)) {
        assertThatThrownBy(vault::writer)
            .as(what)
            .isInstanceOfSatisfying(
                HoldfastException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.VAULT_LOCKED));
      } else {
        CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
        // A pack that no snapshot needs any more is a warning.
        assertThat(report.findings()).as(what).isNotEmpty();
        assertThat(whole && kind == ObjectKind.PACK || report.errors() > 0).as(what).isTrue();
      }
    } catch (HoldfastException onOpening) {
      assertThat(onOpening.code()).as(what).isEqualTo(ErrorCode.OBJECT_DAMAGED);
      assertThat(kind).as(what).isIn(ObjectKind.CONFIG, ObjectKind.KEY);
    }
  }

  /** What can be read must be as it was written; returns whether all of it can be read. */
  private boolean isReadRight(Vault vault, String what) {
    boolean whole = true;
    for (Snapshot snapshot : vault.listing().snapshots()) {
      Map<String, byte[]> written = contents.get(snapshot.id());
      assertThat(written).as(what).isNotNull();
      try {
        assertThat(Backup.hashes(Backup.read(vault, snapshot)))
            .as(what)
            .isEqualTo(Backup.hashes(written));
      } catch (HoldfastException damage) {
        assertThat(damage.code()).as(what).isIn(DAMAGE);
        whole = false;
      }
    }
    return whole;
  }
}
