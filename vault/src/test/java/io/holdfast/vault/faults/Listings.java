package io.holdfast.vault.faults;

import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a store shows when it is asked what it has, where that is not what it has. */
final class Listings {
  /**
   * A change that has taken effect.
   *
   * @param appeared or disappeared
   */
  private record Change(ObjectKind kind, StoredObject object, boolean appeared) {}

  private final Deque<List<Change>> changes = new ArrayDeque<>();
  private final Set<String> unlisted = new HashSet<>();
  private final Set<ObjectKind> empty = EnumSet.noneOf(ObjectKind.class);
  private final Set<ObjectKind> frozen = EnumSet.noneOf(ObjectKind.class);
  private final Map<ObjectKind, List<StoredObject>> firstSeen = new EnumMap<>(ObjectKind.class);
  private int behind;

  /** Listings are as they were so many changes ago; of changes from now on. */
  void behind(int count) {
    behind = count;
  }

  void unlist(String name) {
    unlisted.add(name);
  }

  void empty(ObjectKind kind) {
    empty.add(kind);
  }

  void freeze(ObjectKind kind) {
    frozen.add(kind);
  }

  void heal() {
    behind = 0;
    changes.clear();
    unlisted.clear();
    empty.clear();
    frozen.clear();
    firstSeen.clear();
  }

  /** Whether sizes of what goes have to be known. */
  boolean remembers() {
    return behind > 0;
  }

  void appeared(ObjectKind kind, StoredObject object) {
    remember(List.of(new Change(kind, object, true)));
  }

  void disappeared(ObjectKind kind, StoredObject object) {
    remember(List.of(new Change(kind, object, false)));
  }

  void published(StoredObject object) {
    remember(
        List.of(
            new Change(ObjectKind.STAGED, object, false),
            new Change(ObjectKind.SNAPSHOT, object, true)));
  }

  private void remember(List<Change> change) {
    changes.addFirst(change);
    while (changes.size() > behind) {
      changes.removeLast();
    }
  }

  List<StoredObject> shown(ObjectKind kind, List<StoredObject> there) {
    if (empty.contains(kind)) {
      return List.of();
    }
    if (frozen.contains(kind)) {
      return firstSeen.computeIfAbsent(kind, first -> there);
    }
    List<StoredObject> shown = new ArrayList<>(there);
    for (List<Change> change : changes) {
      for (Change one : change) {
        if (one.kind() == kind && one.appeared()) {
          shown.removeIf(object -> object.name().equals(one.object().name()));
        } else if (one.kind() == kind) {
          shown.add(one.object());
        }
      }
    }
    shown.removeIf(object -> unlisted.contains(object.name()));
    return shown;
  }
}
