package io.holdfast.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Names the first {@link CapturedTree#LISTED} of a kind and counts all. */
final class Named<T> {
  private final Comparator<T> order;
  private final List<T> first = new ArrayList<>();
  private long total;

  Named(Comparator<T> order) {
    this.order = order;
  }

  synchronized void add(T item) {
    total++;
    if (first.size() < CapturedTree.LISTED) {
      first.add(item);
    }
  }

  void addAll(Named<T> other) {
    List<T> named = other.sorted();
    long rest = other.total() - named.size();
    named.forEach(this::add);
    synchronized (this) {
      total += rest;
    }
  }

  synchronized long total() {
    return total;
  }

  synchronized List<T> sorted() {
    return first.stream().sorted(order).toList();
  }
}
