package io.holdfast.s3.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a bucket with their history. One that allows locks keeps versions, as S3 has it: a
 * plain deletion then leaves a marker, and a version under a lock is not deleted.
 */
public final class Bucket {
  private final boolean locks;
  private final NavigableMap<String, List<Version>> keys = new TreeMap<>();
  private long sequence;
  private int lag;

  /**
   * @param content null is the marker of a deletion
   */
  record Version(
      long sequence,
      byte @Nullable [] content,
      String storageClass,
      @Nullable String lockMode,
      @Nullable Instant lockedUntil,
      boolean held) {
    boolean isLocked(Instant now) {
      return held || (lockedUntil != null && lockedUntil.isAfter(now));
    }
  }

  Bucket(boolean locks) {
    this.locks = locks;
  }

  boolean locks() {
    return locks;
  }

  synchronized @Nullable Version current(String key) {
    List<Version> versions = keys.getOrDefault(key, List.of());
    Version last = versions.isEmpty() ? null : versions.getLast();
    return last == null || last.content() == null ? null : last;
  }

  /**
   * @return false if the key had to be free and is not
   */
  synchronized boolean put(
      String key,
      boolean ifFree,
      byte[] content,
      String storageClass,
      @Nullable String lockMode,
      @Nullable Instant lockedUntil) {
    if (ifFree && current(key) != null) {
      return false;
    }
    add(key, new Version(++sequence, content, storageClass, lockMode, lockedUntil, false));
    return true;
  }

  /**
   * @return what was copied
   */
  synchronized byte[] copy(
      String from, String to, @Nullable String lockMode, @Nullable Instant lockedUntil) {
    if (current(from) == null) {
      throw Refusal.noSuchKey();
    }
    byte[] content = content(from);
    put(to, false, content, "STANDARD", lockMode, lockedUntil);
    return content;
  }

  private void add(String key, Version version) {
    keys.computeIfAbsent(key, any -> new ArrayList<>()).add(version);
  }

  synchronized void delete(String key) {
    if (current(key) != null) {
      add(key, new Version(++sequence, null, "STANDARD", null, null, false));
    }
  }

  /** Deletes for good. */
  synchronized void deleteVersion(String key, long which, Instant now) {
    List<Version> versions = keys.getOrDefault(key, new ArrayList<>());
    for (Version version : List.copyOf(versions)) {
      if (version.sequence() == which) {
        if (version.isLocked(now)) {
          throw new Refusal(403, "AccessDenied", "Access Denied because object protected by lock.");
        }
        versions.remove(version);
      }
    }
  }

  /** The keys as a listing shows them, which may be behind. */
  synchronized NavigableMap<String, Version> listed(String prefix) {
    NavigableMap<String, Version> listed = new TreeMap<>();
    for (Map.Entry<String, List<Version>> entry : keys.tailMap(prefix, true).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      Version seen = null;
      for (Version version : entry.getValue()) {
        seen = version.sequence() <= sequence - lag ? version : seen;
      }
      if (seen != null && seen.content() != null) {
        listed.put(entry.getKey(), seen);
      }
    }
    return listed;
  }

  /** Listings show the bucket as it was so many writes and deletions ago, as S3 did until 2020. */
  public synchronized void listingLag(int writes) {
    lag = writes;
  }

  /** The keys of all objects there are. */
  public synchronized TreeSet<String> keys() {
    TreeSet<String> there = new TreeSet<>(keys.keySet());
    there.removeIf(key -> current(key) == null);
    return there;
  }

  public byte[] content(String key) {
    byte[] content = required(key).content();
    return content == null ? new byte[0] : content.clone();
  }

  /** The class that an object was put into. */
  public String storageClass(String key) {
    return required(key).storageClass();
  }

  /** Until when an object is locked, and how; null if it is not. */
  public @Nullable String lock(String key) {
    Version version = required(key);
    return version.lockMode() == null ? null : version.lockMode() + " " + version.lockedUntil();
  }

  private Version required(String key) {
    Version version = current(key);
    if (version == null) {
      throw new IllegalArgumentException("there is no " + key);
    }
    return version;
  }

  /** What an operator or a lifecycle rule does behind the vault's back. */
  public synchronized void moveTo(String storageClass, String key) {
    Version old = required(key);
    add(
        key,
        new Version(
            ++sequence,
            old.content(),
            storageClass,
            old.lockMode(),
            old.lockedUntil(),
            old.held()));
  }

  /** As if the time had come until which an object is locked. */
  public synchronized void endLock(String key) {
    Version old = required(key);
    List<Version> versions = keys.getOrDefault(key, List.of());
    versions.set(
        versions.size() - 1,
        new Version(old.sequence(), old.content(), old.storageClass(), null, null, old.held()));
  }

  /** Lays a legal hold on an object. */
  public synchronized void hold(String key) {
    Version old = required(key);
    List<Version> versions = keys.getOrDefault(key, List.of());
    versions.set(
        versions.size() - 1,
        new Version(
            old.sequence(),
            old.content(),
            old.storageClass(),
            old.lockMode(),
            old.lockedUntil(),
            true));
  }

  /** An object that no vault wrote. */
  public void putForeign(String key, byte[] content) {
    put(key, false, content, "STANDARD", null, null);
  }

  /** The same objects, without their history. */
  synchronized Bucket copy() {
    Bucket copy = new Bucket(locks);
    keys()
        .forEach(
            key -> {
              Version version = required(key);
              copy.put(
                  key,
                  false,
                  content(key),
                  version.storageClass(),
                  version.lockMode(),
                  version.lockedUntil());
            });
    return copy;
  }
}
