package io.holdfast.vault.retention;

import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.store.ObjectKind;
import java.time.Instant;
import java.util.List;

/**
 * Which of the store's locks are to be made longer.
 *
 * @param snapshots that must be kept
 * @param until the end of the time for which the last of them must be
 * @param enough objects that are locked for as long as a snapshot needs them
 * @param extended objects that are not
 * @param looks requests that it took to find out
 * @param locks what is to be locked until when
 */
public record LockPlan(
    long snapshots, Instant until, Packs enough, Packs extended, long looks, List<Lock> locks) {
  /** One object's lock to be. */
  public record Lock(ObjectKind kind, String name, long size, Instant until) {}

  public LockPlan {
    locks = List.copyOf(locks);
  }
}
