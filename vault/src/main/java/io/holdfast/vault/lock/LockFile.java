package io.holdfast.vault.lock;

import io.holdfast.platform.Processes;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import java.time.Duration;
import java.time.Instant;

/**
 * A lock as it is stored.
 *
 * @param holder the same in every renewal of one lock of Holdfast's; empty for another program's.
 *     Restic passes over the field.
 * @param forgets whether the holder removes snapshots
 */
record LockFile(
    Instant time,
    boolean exclusive,
    String host,
    String user,
    long pid,
    long uid,
    long gid,
    String holder,
    boolean forgets) {
  /** A lock that was not refreshed for this long is nobody's. */
  static final Duration STALE = Duration.ofMinutes(30);

  static LockFile ofThisProcess(Instant now, boolean exclusive, String holder, boolean forgets) {
    return new LockFile(
        now,
        exclusive,
        Processes.hostName(),
        Processes.userName(),
        Processes.ownPid(),
        0,
        0,
        holder,
        forgets);
  }

  byte[] encode() {
    GoJson json = new GoJson();
    json.raw("{\"time\":").time(time).raw(",\"exclusive\":").raw(Boolean.toString(exclusive));
    json.raw(",\"hostname\":").string(host).raw(",\"username\":").string(user);
    json.raw(",\"pid\":").number(pid);
    if (uid != 0) {
      json.raw(",\"uid\":").number(uid);
    }
    if (gid != 0) {
      json.raw(",\"gid\":").number(gid);
    }
    if (isHoldfast()) {
      json.raw(",\"holdfast\":").string(holder);
    }
    if (forgets) {
      json.raw(",\"forgets\":true");
    }
    return json.raw("}").toBytes();
  }

  static LockFile decode(byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    return new LockFile(
        json.time("time"),
        json.flag("exclusive"),
        json.textOr("hostname", ""),
        json.textOr("username", ""),
        json.numberOr("pid", 0),
        json.numberOr("uid", 0),
        json.numberOr("gid", 0),
        json.textOr("holdfast", ""),
        json.flag("forgets"));
  }

  boolean isHoldfast() {
    return !holder.isEmpty();
  }

  /** restic's rule: too old, or of this machine and its process is gone. */
  boolean isStale(Instant now) {
    if (Duration.between(time, now).compareTo(STALE) > 0) {
      return true;
    }
    return host.equals(Processes.hostName()) && !Processes.isAlive(pid);
  }

  String owner() {
    return "process " + pid + " of " + user + " on " + host + " since " + time;
  }
}
