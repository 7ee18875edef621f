package io.holdfast.vault.pack;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory that packs grow in, used again and again: a backup would otherwise allocate everything
 * that it stores, and a collector that is given room takes it. Safe to share between threads.
 */
public final class Segments {
  private static final int LENGTH = 1024 * 1024;

  /** More than this are left to the collector; the bound on packs at once bounds those in use. */
  private static final int MOST_KEPT = 4 * (PackBuilder.TARGET / LENGTH + 8);

  private final Deque<ByteBuffer> free = new ArrayDeque<>();

  synchronized ByteBuffer take() {
    ByteBuffer segment = free.pollFirst();
    return segment == null ? ByteBuffer.allocate(LENGTH) : segment;
  }

  synchronized void giveBack(ByteBuffer segment) {
    if (free.size() < MOST_KEPT) {
      free.addFirst(segment.clear());
    }
  }
}
