package io.holdfast.vault;

import io.holdfast.vault.Turns.Fate;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A program's view of the common store: every call waits for its turn. Killed, the program finds
 * that nothing works any more. Breaks a rule of the protocol if told to.
 */
final class TurnTakingStore implements ObjectStore {
  /** A rule that is switched off. */
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
    ANNOUNCE
  }

  private final ObjectStore store;
  private final Turns.Seat seat;
  private final Broken broken;
  private final boolean pruning;
  private final Map<ObjectKind, List<StoredObject>> firstSeen = new EnumMap<>(ObjectKind.class);
  private byte[] staged = {};
  private boolean dead;

  TurnTakingStore(ObjectStore store, Turns.Seat seat, Broken broken, boolean pruning) {
    this.store = store;
    this.seat = seat;
    this.broken = broken;
    this.pruning = pruning;
  }

  boolean isDead() {
    return dead;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private synchronized <T> T call(Call<T> call) throws IOException {
    if (!dead) {
      Fate fate = seat.await();
      if (fate == Fate.GO_ON) {
        return call.run();
      }
      dead = true;
      if (fate == Fate.KILLED_AFTER) {
        call.run();
      }
    }
    throw new IOException("killed");
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    call(
        () -> {
          if (!(pruning && broken == Broken.ANNOUNCE && kind == ObjectKind.PRUNE)) {
            if (kind == ObjectKind.STAGED) {
              staged = content.getFirst().array().clone();
            }
            store.put(kind, name, content);
          }
          return true;
        });
  }

  @Override
  public void publish(String name) throws IOException {
    call(
        () -> {
          if (broken == Broken.STAGE && !store.exists(ObjectKind.STAGED, name)) {
            store.put(ObjectKind.SNAPSHOT, name, List.of(ByteBuffer.wrap(staged)));
          } else {
            store.publish(name);
          }
          return true;
        });
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return call(() -> store.read(kind, name, offset, length));
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return call(() -> store.size(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return call(() -> store.exists(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return call(
        () -> {
          boolean old =
              switch (broken) {
                case LOOK -> !pruning && kind == ObjectKind.PRUNE;
                case RECHECK -> pruning && kind == ObjectKind.SNAPSHOT;
                case NONE, STAGE, DEPOSE, ANNOUNCE -> false;
              };
          if (pruning && broken == Broken.DEPOSE && kind == ObjectKind.STAGED) {
            return List.of();
          }
          List<StoredObject> now = store.list(kind);
          return old ? firstSeen.computeIfAbsent(kind, first -> now) : now;
        });
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    call(
        () -> {
          if (!(pruning && broken == Broken.ANNOUNCE && kind == ObjectKind.PRUNE)) {
            store.delete(kind, name);
          }
          return true;
        });
  }

  @Override
  public boolean isEmpty() throws IOException {
    return call(store::isEmpty);
  }

  @Override
  public String location() {
    return store.location();
  }
}
