package io.holdfast.vault.lock;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A shared lock of this process: while it is held and fresh, no other program deletes anything from
 * the vault. It is written anew every five minutes by a thread of its own, under a new name, the
 * new one before the old one goes.
 */
public final class VaultLock implements AutoCloseable {
  private static final long REFRESH_MINUTES = 5;

  /** Other programs that wrote their lock in the same moment have seen ours after this time. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private final ObjectStore store;
  private final Documents documents;
  private final Clock clock;
  private final ScheduledExecutorService refresher;
  private String name;
  private boolean held = true;

  private VaultLock(ObjectStore store, Documents documents, Clock clock, String name) {
    this.store = store;
    this.documents = documents;
    this.clock = clock;
    this.name = name;
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("vault-lock").daemon().factory());
  }

  /**
   * Takes the lock; removes stale ones.
   *
   * @throws HoldfastException HF-602 if another program holds the vault for itself
   */
  public static VaultLock acquire(ObjectStore store, Documents documents, Clock clock) {
    refuseExclusive(store, documents, clock);
    String name =
        documents.save(ObjectKind.LOCK, LockFile.ofThisProcess(clock.now()).encode()).hex();
    VaultLock lock = new VaultLock(store, documents, clock, name);
    try {
      clock.sleep(SETTLE);
      refuseExclusive(store, documents, clock);
    } catch (HoldfastException refused) {
      lock.close();
      throw refused;
    }
    lock.refresher.scheduleAtFixedRate(
        lock::refresh, REFRESH_MINUTES, REFRESH_MINUTES, TimeUnit.MINUTES);
    return lock;
  }

  private static void refuseExclusive(ObjectStore store, Documents documents, Clock clock) {
    for (StoredObject object : list(store)) {
      LockFile other;
      try {
        other = LockFile.decode(documents.load(ObjectKind.LOCK, object.name()));
      } catch (HoldfastException failure) {
        if (failure.code() == ErrorCode.BLOB_MISSING) {
          continue; // Released since it was listed.
        }
        throw failure.code() == ErrorCode.OBJECT_DAMAGED ? unreadable(store, failure) : failure;
      } catch (IllegalArgumentException malformed) {
        throw unreadable(store, malformed);
      }
      if (other.isStale(clock.now())) {
        delete(store, object.name());
      } else if (other.exclusive()) {
        throw new HoldfastException(
            ErrorCode.VAULT_LOCKED,
            "The vault " + store.location() + " is locked by " + other.owner() + ".",
            "Nothing was changed; all snapshots are unharmed.",
            "Wait for that program to end. If it is not running any more, remove the lock with"
                + " 'restic unlock'.");
      }
    }
  }

  /** It may be anybody's, and exclusive: it counts as such. */
  private static HoldfastException unreadable(ObjectStore store, RuntimeException reason) {
    return new HoldfastException(
        ErrorCode.VAULT_LOCKED,
        "A lock of the vault " + store.location() + " cannot be read: " + reason.getMessage(),
        "Nothing was changed; all snapshots are unharmed.",
        "Make sure that no program uses the vault, then run 'restic unlock --remove-all'.",
        reason);
  }

  private static List<StoredObject> list(ObjectStore store) {
    try {
      return store.list(ObjectKind.LOCK);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "list locks");
    }
  }

  private static void delete(ObjectStore store, String name) {
    try {
      store.delete(ObjectKind.LOCK, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "delete locks/" + name);
    }
  }

  /** Whether no other lock exists. */
  public synchronized boolean isAlone() {
    return list(store).stream().allMatch(lock -> lock.name().equals(name));
  }

  /**
   * Makes sure of the lock before something is made to depend on it. A process that slept too long
   * has lost it: another may have removed what this one believes to be there.
   *
   * @throws HoldfastException HF-602 if it is lost
   */
  public synchronized void assertHeld() {
    boolean exists;
    try {
      exists = held && store.exists(ObjectKind.LOCK, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "look for locks/" + name);
    }
    if (!exists) {
      throw new HoldfastException(
          ErrorCode.VAULT_LOCKED,
          "This run's lock on " + store.location() + " was removed by another program.",
          "No snapshot was written; earlier snapshots are unharmed.",
          "Run the backup again; it reuses what was already stored.");
    }
  }

  /** A failed refresh is not an error yet: the lock stays good for half an hour. */
  private synchronized void refresh() {
    try {
      if (held && store.exists(ObjectKind.LOCK, name)) {
        String old = name;
        name = documents.save(ObjectKind.LOCK, LockFile.ofThisProcess(clock.now()).encode()).hex();
        store.delete(ObjectKind.LOCK, old);
      }
    } catch (IOException | HoldfastException tryAgainInFiveMinutes) {
      return;
    }
  }

  /**
   * Gives the lock back. One that cannot be removed is no failure of what was done under it: it
   * goes stale, and the next to take a lock removes it.
   */
  @Override
  public void close() {
    refresher.shutdownNow();
    synchronized (this) {
      if (held) {
        held = false;
        try {
          store.delete(ObjectKind.LOCK, name);
        } catch (IOException goesStale) {
          return;
        }
      }
    }
  }
}
