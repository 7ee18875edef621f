package io.holdfast.s3.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a bucket with their history. One that allows locks keeps versions, as S3 has it: a
 * plain deletion then leaves a marker, and a version under a lock is not deleted.
 */
public final class Bucket {
  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private final boolean locks;
  private final InstantSource clock;
  private final NavigableMap<String, List<Version>> keys = new TreeMap<>();

  /** What was asked to be readable for a while, by its version. */
  private final Map<Long, Restored> restored = new HashMap<>();

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
      boolean held,
      Instant modified) {
    boolean isLocked(Instant now) {
      return held || (lockedUntil != null && lockedUntil.isAfter(now));
    }

    Version locked(@Nullable String mode, @Nullable Instant until) {
      return new Version(sequence, content, storageClass, mode, until, held, modified);
    }

    Version held(boolean nowHeld) {
      return new Version(sequence, content, storageClass, lockMode, lockedUntil, nowHeld, modified);
    }

    Version modified(Instant when) {
      return new Version(sequence, content, storageClass, lockMode, lockedUntil, held, when);
    }
  }

  /**
   * A cold object that was asked for.
   *
   * @param until when it is cold again; null while it is not readable yet
   */
  record Restored(int days, @Nullable Instant until) {}

  Bucket(boolean locks, InstantSource clock) {
    this.locks = locks;
    this.clock = clock;
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
    add(
        key,
        new Version(
            ++sequence, content, storageClass, lockMode, lockedUntil, false, clock.instant()));
    return true;
  }

  /**
   * @return what was copied
   */
  synchronized byte[] copy(
      String from,
      String to,
      String storageClass,
      @Nullable String lockMode,
      @Nullable Instant lockedUntil) {
    Version source = current(from);
    if (source == null) {
      throw Refusal.noSuchKey();
    }
    if (!isReadable(source)) {
      throw Refusal.cold(source.storageClass());
    }
    if (from.equals(to) && source.storageClass().equals(storageClass)) {
      throw new Refusal(
          400, "InvalidRequest", "This copy request is illegal: it changes nothing of the object.");
    }
    byte[] content = Objects.requireNonNull(source.content());
    put(to, false, content, storageClass, lockMode, lockedUntil);
    return content;
  }

  /** Whether it is in no archive, or was brought out of it for a while. */
  synchronized boolean isReadable(Version version) {
    Restored out = restored.get(version.sequence());
    boolean warm = out != null && out.until() != null && out.until().isAfter(clock.instant());
    return warm || !ARCHIVES.contains(version.storageClass());
  }

  /** What was asked of an archived object, while that counts; null if nothing was. */
  synchronized @Nullable Restored restored(Version version) {
    Restored out = restored.get(version.sequence());
    boolean over = out != null && out.until() != null && !out.until().isAfter(clock.instant());
    return over ? null : out;
  }

  /** Begins to bring an object out of the archive. */
  synchronized void restore(String key, int days) {
    Version version = current(key);
    if (version == null) {
      throw Refusal.noSuchKey();
    }
    if (!ARCHIVES.contains(version.storageClass())) {
      throw Refusal.cold(version.storageClass());
    }
    Restored before = restored(version);
    if (before != null && before.until() == null) {
      throw new Refusal(409, "RestoreAlreadyInProgress", "Object restore is already in progress.");
    }
    Instant until = before == null ? null : clock.instant().plus(Duration.ofDays(days));
    restored.put(version.sequence(), new Restored(days, until));
  }

  /** As if the hours had passed that it takes to bring out of the archive what was asked for. */
  public synchronized void finishRestoring() {
    restored.replaceAll(
        (version, asked) ->
            asked.until() == null
                ? new Restored(asked.days(), clock.instant().plus(Duration.ofDays(asked.days())))
                : asked);
  }

  /** As if an object had been put earlier than it was. */
  public synchronized void putBack(String key, Duration earlier) {
    replace(key, required(key).modified(clock.instant().minus(earlier)));
  }

  private void add(String key, Version version) {
    keys.computeIfAbsent(key, any -> new ArrayList<>()).add(version);
  }

  synchronized void delete(String key) {
    if (current(key) != null) {
      add(key, new Version(++sequence, null, "STANDARD", null, null, false, clock.instant()));
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
            old.held(),
            clock.instant()));
  }

  /** Locks an object for longer; never for less, nor less firmly. */
  synchronized void retain(String key, String mode, Instant until) {
    if (!locks) {
      throw new Refusal(400, "InvalidRequest", "Bucket is missing Object Lock Configuration.");
    }
    Version old = current(key);
    if (old == null) {
      throw Refusal.noSuchKey();
    }
    Instant before = old.lockedUntil();
    boolean counts = before != null && before.isAfter(clock.instant());
    boolean weaker = "COMPLIANCE".equals(old.lockMode()) && !mode.equals("COMPLIANCE");
    if (counts && (weaker || until.isBefore(before))) {
      throw new Refusal(403, "AccessDenied", "Access Denied because object protected by lock.");
    }
    replace(key, old.locked(mode, until));
  }

  /** As if an object had been put at another time, with its lock to this end. */
  public synchronized void lockUntil(String key, Instant until) {
    replace(key, required(key).locked(required(key).lockMode(), until));
  }

  /** Until when an object is locked; the beginning of time if it is not. */
  public Instant lockedUntil(String key) {
    return Objects.requireNonNullElse(required(key).lockedUntil(), Instant.EPOCH);
  }

  /** As if the time had come until which an object is locked. */
  public synchronized void endLock(String key) {
    replace(key, required(key).locked(null, null));
  }

  /** Lays a legal hold on an object. */
  public synchronized void hold(String key) {
    replace(key, required(key).held(true));
  }

  private void replace(String key, Version changed) {
    List<Version> versions = keys.getOrDefault(key, List.of());
    versions.set(versions.size() - 1, changed);
  }

  /** An object that no vault wrote. */
  public void putForeign(String key, byte[] content) {
    put(key, false, content, "STANDARD", null, null);
  }

  /** The same objects, without their history. */
  synchronized Bucket copy() {
    Bucket copy = new Bucket(locks, clock);
    copy.sequence = sequence;
    keys().forEach(key -> copy.add(key, required(key)));
    return copy;
  }
}
