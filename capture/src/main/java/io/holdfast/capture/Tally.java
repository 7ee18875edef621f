package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a restore does, and tells it on. */
final class Tally {
  final LongAdder files = new LongAdder();
  final LongAdder directories = new LongAdder();
  final LongAdder symlinks = new LongAdder();
  final LongAdder hardLinks = new LongAdder();
  final LongAdder others = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder holeBytes = new LongAdder();
  final LongAdder bytesVerified = new LongAdder();

  private final RestoreListener listener;
  private final Map<Deed, LongAdder> deeds = new EnumMap<>(Deed.class);
  private final LongAdder unchanged = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder bytesDeleted = new LongAdder();

  Tally(RestoreListener listener) {
    this.listener = listener;
    for (Deed deed : Deed.values()) {
      deeds.put(deed, new LongAdder());
    }
  }

  void did(Deed deed, String path, long amount) {
    count(deed).increment();
    (deed == Deed.DELETE ? bytesDeleted : bytesWritten).add(amount);
    listener.does(deed, path, amount);
  }

  void unchanged() {
    unchanged.increment();
  }

  private LongAdder count(Deed deed) {
    LongAdder count = deeds.get(deed);
    if (count == null) {
      throw new IllegalStateException(deed + " has no counter");
    }
    return count;
  }

  RestoreChanges changes() {
    return new RestoreChanges(
        count(Deed.CREATE).sum(),
        count(Deed.CHANGE).sum(),
        count(Deed.METADATA).sum(),
        unchanged.sum(),
        count(Deed.KEEP).sum(),
        count(Deed.DELETE).sum(),
        bytesWritten.sum(),
        bytesDeleted.sum(),
        bytesVerified.sum());
  }
}
