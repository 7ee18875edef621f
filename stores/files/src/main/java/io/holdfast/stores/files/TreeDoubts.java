package io.holdfast.stores.files;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Torn;
import io.holdfast.capture.Unproved;
import io.holdfast.capture.WrittenInWindow;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What lowers the grade of a set because of one tree, in words that name the first few entries. */
final class TreeDoubts {
  private static final int NAMED = 5;

  private final String store;
  private final List<Doubt> doubts = new ArrayList<>();

  private TreeDoubts(String store) {
    this.store = store;
  }

  /** Of a tree that was swept: a sweep needs its audit. */
  static List<Doubt> swept(String store, CapturedTree tree) {
    List<Doubt> doubts = of(store, tree);
    if (!tree.audited()) {
      doubts.add(
          new Doubt(
              Grade.CRASH_CONSISTENT,
              "store '%s': not everything could be looked at again after the window"
                  .formatted(store)));
    }
    return doubts;
  }

  static List<Doubt> of(String store, CapturedTree tree) {
    TreeDoubts found = new TreeDoubts(store);
    found.add(
        Grade.CRASH_CONSISTENT,
        "entries were written while processing was suspended",
        tree.counts().writtenInWindow(),
        tree.writtenInWindow().stream().map(WrittenInWindow::path).toList());
    found.add(
        Grade.CRASH_CONSISTENT,
        "files changed while they were read",
        tree.counts().torn(),
        tree.torn().stream().map(Torn::path).toList());
    found.add(
        Grade.PARTIAL,
        "entries could not be captured",
        tree.counts().skipped(),
        tree.skipped().stream()
            .map(skipped -> skipped.path() + " (" + skipped.reason() + ")")
            .toList());
    return found.doubts;
  }

  /** What could not be proved, as the coordinator is told of it. */
  static List<String> named(List<Unproved> unproved) {
    return unproved.stream().map(one -> one.path() + " (" + one.reason() + ")").toList();
  }

  private void add(Grade lowersTo, String what, long total, List<String> named) {
    if (total > 0) {
      doubts.add(
          new Doubt(
              lowersTo,
              "store '%s': %d %s: %s".formatted(store, total, what, first(named, total))));
    }
  }

  private static String first(List<String> named, long total) {
    String first = named.stream().limit(NAMED).collect(Collectors.joining(", "));
    return total > NAMED ? first + " and " + (total - NAMED) + " more" : first;
  }
}
