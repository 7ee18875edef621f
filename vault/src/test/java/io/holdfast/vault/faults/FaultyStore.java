package io.holdfast.vault.faults;

import io.holdfast.platform.Clock;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A store in front of another that goes wrong as told: by rules (which call, what becomes of it),
 * by lot with a seed, or by a script of one's own. Without any it passes on every call and counts.
 *
 * <p>Calls are made one at a time and counted from 1 in the order they arrive. Who opens a vault on
 * it is one program: after a fault that kills, no call of that program has an effect any more. The
 * store behind it is what everybody else sees, and what is there afterwards.
 */
public final class FaultyStore implements ObjectStore {
  private final ObjectStore store;
  private final Unsynced unsynced;
  private final Listings listings = new Listings();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Rule> afterwards = new ArrayList<>();
  private final List<StoreCall> made = new ArrayList<>();
  private int happened;
  private boolean dead;

  public FaultyStore(ObjectStore store) {
    this.store = store;
    this.unsynced = new Unsynced(store);
  }

  /** The n-th call from now goes wrong like this. */
  public FaultyStore at(int n, Fault fault) {
    return on(Calls.ANY.nth(n), fault);
  }

  /** These calls go wrong like this. Of several rules for one call, the first counts. */
  public FaultyStore on(Calls which, Fault fault) {
    return by(which, call -> fault);
  }

  /** One in so many of these calls goes wrong, in any of these ways that there is for it. */
  public FaultyStore byLot(long seed, int inSoMany, Calls which, Fault... faults) {
    Random lot = new Random(seed);
    return by(
        which,
        call -> lot.nextInt(inSoMany) == 0 ? faults[lot.nextInt(faults.length)] : Fault.NONE);
  }

  /** What becomes of each call is decided by somebody else. */
  public FaultyStore by(Script script) {
    return by(Calls.ANY, script);
  }

  private synchronized FaultyStore by(Calls which, Script script) {
    rules.add(new Rule(which, script));
    return this;
  }

  /** Counts the calls that it is about, whether it is asked or not. */
  private static final class Rule {
    private final Calls which;
    private final Script script;
    private int seen;

    Rule(Calls which, Script script) {
      this.which = which;
      this.script = script;
    }

    boolean isAbout(StoreCall call) {
      return which.cover(call) && which.haveAmongThem(++seen);
    }
  }

  /** What happens beside a call. */
  @FunctionalInterface
  public interface Deed {
    void happen(StoreCall call) throws IOException;
  }

  private static Script script(Deed deed) {
    return call -> {
      deed.happen(call);
      return Fault.NONE;
    };
  }

  /** The disk is full when so many bytes more have been put; what is deleted frees none. */
  public FaultyStore fullAfter(long bytes) {
    return by(
        new Script() {
          private long put;

          @Override
          public Fault of(StoreCall call) {
            boolean fits = put + call.bytes() <= bytes;
            put += fits ? call.bytes() : 0;
            return call.operation() == Operation.PUT && !fits ? Fault.DISK_FULL : Fault.NONE;
          }
        });
  }

  /** These calls take so much longer. */
  public FaultyStore delay(Calls which, Clock clock, Duration by) {
    return before(which, call -> clock.sleep(by));
  }

  /** Something happens before these calls, in the same thread. */
  public FaultyStore before(Calls which, Deed deed) {
    return by(which, script(deed));
  }

  /** Something happens after these calls have gone well. */
  public synchronized FaultyStore after(Calls which, Deed deed) {
    afterwards.add(new Rule(which, script(deed)));
    return this;
  }

  /** From now on listings are behind: they show what was there so many changes ago. */
  public synchronized FaultyStore listsBehind(int changes) {
    listings.behind(changes);
    return this;
  }

  /** From now on this object is in no listing. */
  public synchronized FaultyStore unlist(String name) {
    listings.unlist(name);
    return this;
  }

  /** Listings of this kind show nothing. */
  public synchronized FaultyStore listsNothing(ObjectKind kind) {
    listings.empty(kind);
    return this;
  }

  /** Listings of this kind show for ever what the first one has shown. */
  public synchronized FaultyStore listsOnce(ObjectKind kind) {
    listings.freeze(kind);
    return this;
  }

  /** From now on everything is as it should be, and the dead are alive. */
  public synchronized void heal() {
    rules.clear();
    afterwards.clear();
    listings.heal();
    dead = false;
  }

  /** What was not synced is gone. */
  public synchronized void cutPower() {
    try {
      unsynced.cutPower();
    } catch (IOException impossible) {
      throw new AssertionError("the store behind does not fail", impossible);
    }
  }

  /** How many calls have been made, the one that killed and those after it included. */
  public synchronized int calls() {
    return made.size();
  }

  /** Every call that was made, in order. */
  public synchronized List<StoreCall> made() {
    return List.copyOf(made);
  }

  /** How many calls went wrong. */
  public synchronized int happened() {
    return happened;
  }

  public synchronized boolean isDead() {
    return dead;
  }

  private interface Attempt<T> {
    T run(Fault.Effect effect) throws IOException;
  }

  private synchronized <T> T call(
      Operation operation, ObjectKind kind, String name, long bytes, Attempt<T> attempt)
      throws IOException {
    StoreCall call = new StoreCall(made.size() + 1, operation, kind, name, bytes);
    made.add(call);
    if (dead) {
      throw new IOException("killed before " + call);
    }
    Fault fault = decide(call);
    happened += fault == Fault.NONE ? 0 : 1;
    dead = fault.kills();
    T result = attempt.run(fault.effect());
    IOException failure = fault.failure(call);
    if (failure != null) {
      throw failure;
    }
    for (Rule rule : afterwards) {
      if (rule.isAbout(call)) {
        rule.script.of(call);
      }
    }
    return result;
  }

  private Fault decide(StoreCall call) throws IOException {
    Fault decided = Fault.NONE;
    for (Rule rule : rules) {
      if (rule.isAbout(call) && decided == Fault.NONE) {
        Fault fault = rule.script.of(call);
        decided = fault.fits(call.operation()) ? fault : Fault.NONE;
      }
    }
    return decided;
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    int length = content.stream().mapToInt(ByteBuffer::remaining).sum();
    call(
        Operation.PUT,
        kind,
        name,
        length,
        effect -> {
          switch (effect) {
            case NONE -> {}
            case UNSYNCED -> unsynced.put(kind, name, content);
            case PART -> store.put(kind, name, List.of(part(content, length)));
            case WHOLE, HALF -> store.put(kind, name, content);
          }
          if (effect != Fault.Effect.NONE && listings.remembers()) {
            listings.appeared(kind, new StoredObject(name, length));
          }
          return true;
        });
  }

  /** Nothing, a quarter, half or three quarters of it, in turn. */
  private ByteBuffer part(List<ByteBuffer> content, int length) {
    ByteBuffer whole = ByteBuffer.allocate(length);
    content.forEach(whole::put);
    return whole.flip().limit((int) (length * (long) (made.size() % 4) / 4));
  }

  @Override
  public void publish(String name) throws IOException {
    call(
        Operation.PUBLISH,
        ObjectKind.SNAPSHOT,
        name,
        0,
        effect -> {
          switch (effect) {
            case NONE -> {}
            case UNSYNCED -> unsynced.publish(name);
            case WHOLE, PART, HALF -> store.publish(name);
          }
          if (effect != Fault.Effect.NONE && listings.remembers()) {
            listings.published(new StoredObject(name, store.size(ObjectKind.SNAPSHOT, name)));
          }
          return true;
        });
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    call(
        Operation.DELETE,
        kind,
        name,
        0,
        effect -> {
          if (effect != Fault.Effect.NONE && listings.remembers() && store.exists(kind, name)) {
            listings.disappeared(kind, new StoredObject(name, store.size(kind, name)));
          }
          switch (effect) {
            case NONE -> {}
            case UNSYNCED -> unsynced.delete(kind, name);
            case WHOLE, PART, HALF -> store.delete(kind, name);
          }
          return true;
        });
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return call(
        Operation.READ,
        kind,
        name,
        0,
        effect -> {
          if (effect == Fault.Effect.NONE) {
            return new byte[0];
          }
          byte[] bytes = store.read(kind, name, offset, length);
          if (effect == Fault.Effect.HALF) {
            Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
          }
          return bytes;
        });
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return call(
        Operation.SIZE,
        kind,
        name,
        0,
        effect -> effect == Fault.Effect.NONE ? 0L : store.size(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return call(
        Operation.EXISTS,
        kind,
        name,
        0,
        effect -> effect != Fault.Effect.NONE && store.exists(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return call(
        Operation.LIST,
        kind,
        "",
        0,
        effect -> effect == Fault.Effect.NONE ? List.of() : listings.shown(kind, store.list(kind)));
  }

  @Override
  public boolean isEmpty() throws IOException {
    return call(
        Operation.IS_EMPTY,
        ObjectKind.CONFIG,
        "",
        0,
        effect -> effect != Fault.Effect.NONE && store.isEmpty());
  }

  @Override
  public String location() {
    return store.location();
  }
}
