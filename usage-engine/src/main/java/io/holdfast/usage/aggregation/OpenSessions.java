package io.holdfast.usage.aggregation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions in memory, and which of them changed since the last End Batch. */
final class OpenSessions {
  private final Map<Long, Session> open = new HashMap<>();
  private List<Session> changed = new ArrayList<>();

  void add(BatchRecord udr) {
    var session = open.computeIfAbsent(udr.session(), id -> new Session(id, udr.subscriber()));
    session.add(udr);
    change(session);
  }

  /** The next End Batch will store it. */
  void change(Session session) {
    if (!session.changed) {
      session.changed = true;
      changed.add(session);
    }
  }

  /** Takes up a session as it was stored. */
  Session restore(SessionEntry entry) {
    var session = new Session(entry.session(), entry.subscriber());
    session.count = entry.count();
    session.parts = entry.parts();
    session.volume = entry.volume();
    session.checksum = entry.checksum();
    open.put(session.id, session);
    return session;
  }

  @Nullable Session remove(long id) {
    return open.remove(id);
  }

  Collection<Session> all() {
    return open.values();
  }

  /** The changed ones, for the last time. */
  List<Session> takeChanged() {
    var taken = changed;
    changed = new ArrayList<>();
    taken.forEach(session -> session.changed = false);
    return taken;
  }
}
