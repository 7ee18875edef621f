package io.holdfast.vault;

import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A rule of the protocol of {@code docs/spec/prune.md} that is switched off, by a store that
 * answers a program as if it did not keep the rule.
 */
enum Broken {
  NONE,
  /** A snapshot is published whether or not it is staged still. */
  STAGE,
  /** A writer sees the prune states that it saw first. */
  LOOK,
  /** A prune sees nothing staged. */
  DEPOSE,
  /** A prune sees the snapshots that it saw first. */
  RECHECK,
  /** A prune's states are not written. */
  ANNOUNCE;

  /** Breaks the rule for a program that sees the common store in this view. */
  void in(FaultyStore view, MemoryObjectStore common, boolean pruning) {
    switch (this) {
      case NONE -> {}
      case STAGE -> stageAgain(view, common);
      case LOOK -> {
        if (!pruning) {
          view.listsOnce(ObjectKind.PRUNE);
        }
      }
      case DEPOSE -> {
        if (pruning) {
          view.listsNothing(ObjectKind.STAGED);
        }
      }
      case RECHECK -> {
        if (pruning) {
          view.listsOnce(ObjectKind.SNAPSHOT);
        }
      }
      case ANNOUNCE -> {
        if (pruning) {
          view.on(Calls.of(Operation.PUT, ObjectKind.PRUNE), Fault.FORGOTTEN);
          view.on(Calls.of(Operation.DELETE, ObjectKind.PRUNE), Fault.FORGOTTEN);
        }
      }
    }
  }

  /** Puts back what a program has staged and somebody has removed, right before it publishes it. */
  private static void stageAgain(FaultyStore view, MemoryObjectStore common) {
    AtomicReference<byte[]> staged = new AtomicReference<>(new byte[0]);
    view.after(
        Calls.of(Operation.PUT, ObjectKind.STAGED),
        call -> staged.set(common.read(call.kind(), call.name(), 0, (int) call.bytes())));
    view.before(
        Calls.of(Operation.PUBLISH),
        call -> {
          if (!common.exists(ObjectKind.STAGED, call.name())) {
            common.put(ObjectKind.STAGED, call.name(), List.of(ByteBuffer.wrap(staged.get())));
          }
        });
  }
}
