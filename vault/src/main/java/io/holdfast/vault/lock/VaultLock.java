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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A lock of this process: while it is held and fresh, no other program deletes anything from the
 * vault. It is written anew every five minutes by a thread of its own, under a new name, the new
 * one before the old one goes.
 *
 * <p>A shared lock registers a writer or reader; it stands beside Holdfast's own prune and beside
 * no other program that deletes. The exclusive lock of a prune stands beside Holdfast's writers and
 * readers, who know how to live with it, and beside nothing else ({@code docs/spec/prune.md}).
 */
public final class VaultLock implements AutoCloseable {
  private static final long REFRESH_MINUTES = 5;

  /** Other programs that wrote their lock in the same moment have seen ours after this time. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private final ObjectStore store;
  private final Documents documents;
  private final Clock clock;
  private final boolean exclusive;
  private final boolean forgets;

  /** The same in every renewal. */
  private final String holder;

  private final ScheduledExecutorService refresher;

  /** Guarded by this. */
  private String name = "";

  private boolean held;

  private VaultLock(
      ObjectStore store, Documents documents, Clock clock, boolean exclusive, boolean forgets) {
    this.store = store;
    this.documents = documents;
    this.clock = clock;
    this.exclusive = exclusive;
    this.forgets = forgets;
    this.holder = documents.freshName();
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("vault-lock").daemon().factory());
  }

  /**
   * Takes a writer's or reader's lock; removes stale ones.
   *
   * @throws HoldfastException HF-602 if another program holds the vault for itself
   */
  public static VaultLock acquire(ObjectStore store, Documents documents, Clock clock) {
    return new VaultLock(store, documents, clock, false, false).take();
  }

  /**
   * Takes the lock of whoever removes snapshots, which is a writer's to everybody but those who
   * place a hold.
   *
   * @throws HoldfastException HF-602 if another program holds the vault for itself
   */
  public static VaultLock acquireToForget(ObjectStore store, Documents documents, Clock clock) {
    return new VaultLock(store, documents, clock, false, true).take();
  }

  /** Whether anybody who is alive, as far as a clock can tell, removes snapshots. */
  public static boolean isAnyForgetting(ObjectStore store, Documents documents, Clock clock) {
    return read(store, documents).values().stream()
        .anyMatch(lock -> lock.forgets() && !lock.isStale(clock.now()));
  }

  /**
   * Takes the lock of a prune; removes stale ones.
   *
   * @throws HoldfastException HF-602 if another program, or another prune, is at work
   */
  public static VaultLock acquireToPrune(ObjectStore store, Documents documents, Clock clock) {
    return new VaultLock(store, documents, clock, true, false).take();
  }

  private synchronized VaultLock take() {
    refuseOthers();
    name = write();
    held = true;
    try {
      clock.sleep(SETTLE);
      refuseOthers();
    } catch (HoldfastException refused) {
      close();
      throw refused;
    }
    refresher.scheduleAtFixedRate(
        this::refresh, REFRESH_MINUTES, REFRESH_MINUTES, TimeUnit.MINUTES);
    return this;
  }

  private String write() {
    LockFile lock = LockFile.ofThisProcess(clock.now(), exclusive, holder, forgets);
    return documents.save(ObjectKind.LOCK, lock.encode()).hex();
  }

  private void refuseOthers() {
    for (LockFile other : living()) {
      boolean ours = other.isHoldfast();
      if (exclusive ? !ours || other.exclusive() : other.exclusive() && !ours) {
        throw new HoldfastException(
            ErrorCode.VAULT_LOCKED,
            "The vault " + store.location() + " is locked by " + other.owner() + ".",
            "Nothing was changed; all snapshots are unharmed.",
            "Wait for that program to end. If it is not running any more, remove the lock with"
                + " 'restic unlock'.");
      }
    }
  }

  /** The locks of others that are not stale; stale ones are removed. */
  private List<LockFile> living() {
    List<LockFile> living = new ArrayList<>();
    read(store, documents)
        .forEach(
            (stored, lock) -> {
              if (lock.holder().equals(holder)) {
                return;
              }
              if (lock.isStale(clock.now())) {
                delete(stored);
              } else {
                living.add(lock);
              }
            });
    return living;
  }

  /** Holdfast's writers and readers that are alive, as far as a clock can tell. */
  public static Set<String> holders(ObjectStore store, Documents documents, Clock clock) {
    Set<String> holders = new TreeSet<>();
    for (LockFile lock : read(store, documents).values()) {
      if (lock.isHoldfast() && !lock.exclusive() && !lock.isStale(clock.now())) {
        holders.add(lock.holder());
      }
    }
    return holders;
  }

  private static Map<String, LockFile> read(ObjectStore store, Documents documents) {
    Map<String, LockFile> locks = new LinkedHashMap<>();
    for (StoredObject object : list(store)) {
      try {
        byte[] json = documents.load(ObjectKind.LOCK, object.name());
        locks.put(object.name(), LockFile.decode(json));
      } catch (HoldfastException failure) {
        switch (failure.code()) {
          case BLOB_MISSING -> {} // Released since it was listed.
          case OBJECT_DAMAGED -> throw unreadable(store, failure);
          default -> throw failure;
        }
      } catch (IllegalArgumentException malformed) {
        throw unreadable(store, malformed);
      }
    }
    return locks;
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

  private void delete(String stale) {
    try {
      store.delete(ObjectKind.LOCK, stale);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "delete locks/" + stale);
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
          exclusive
              ? "All snapshots are unharmed; what was begun is harmless."
              : "No snapshot was written; earlier snapshots are unharmed.",
          exclusive
              ? "Run the prune again; it goes on where this one stopped."
              : "Run the backup again; it reuses what was already stored.");
    }
  }

  /** A failed refresh is not an error yet: the lock stays good for half an hour. */
  private synchronized void refresh() {
    try {
      if (held && store.exists(ObjectKind.LOCK, name)) {
        String old = name;
        name = write();
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
