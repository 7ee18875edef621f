package io.holdfast.vault;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Things that are lent to one thread at a time and worth keeping, because they hold large buffers.
 * As many are made as are out at once.
 */
final class Shelf<T> {
  private final Supplier<T> maker;
  private final ConcurrentLinkedDeque<T> free = new ConcurrentLinkedDeque<>();

  Shelf(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Must be given back, however the work ends. */
  T borrow() {
    T thing = free.pollFirst();
    return thing == null ? maker.get() : thing;
  }

  void giveBack(T thing) {
    free.addFirst(thing);
  }
}
