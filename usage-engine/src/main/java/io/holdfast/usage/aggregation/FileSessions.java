package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.AppendFile;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All open sessions, in memory and in files. At End Batch the changed sessions are appended to the
 * current session file; a file rolls at a given size; one that holds no live session is deleted
 * after the commit. The index is written anew, through {@code TEMP.}, when a file is begun or goes
 * and else every {@link #COMMITS_PER_INDEX} commits. The aggregation workflow and the defragmenter
 * take turns by synchronising on this object.
 */
public final class FileSessions implements SessionStorage {
  private static final int COMMITS_PER_INDEX = 8;
  private static final int FILES_BEFORE_DEFRAGMENTING = 3;

  private final Path base;
  private final long rollAt;
  private final OpenSessions sessions = new OpenSessions();
  private final TreeMap<Integer, SessionFile> files = new TreeMap<>();
  private @Nullable String index;
  private int commitsSinceIndex;
  private int lastId;

  public FileSessions(Home home, long rollAt) {
    this.base = home.aggregation();
    this.rollAt = rollAt;
  }

  @Override
  public void load(Ledger ledger) throws IOException, SQLException {
    if (!ledger.buckets().isEmpty()) {
      throw new DanglingReferenceException(
          "the database vouches for open sessions in Redis; they cannot be continued on disk");
    }
    load(ledger.files(Reference.SESSION_FILE), ledger.files(Reference.SESSION_INDEX));
  }

  private void load(List<FileRow> sessionFiles, List<FileRow> indexes) throws IOException {
    var contents = new HashMap<Integer, byte[]>();
    for (var row : sessionFiles) {
      var opened = AppendFile.reopen(base.resolve(row.path()), row.state());
      int id = SessionFile.idOf(row.path());
      files.put(id, new SessionFile(id, opened.file()));
      contents.put(id, opened.content());
      lastId = Math.max(lastId, id);
    }
    if (indexes.size() != 1) {
      if (!indexes.isEmpty() || !files.isEmpty()) {
        throw new DanglingReferenceException(
            "%d session files but %d indexes".formatted(files.size(), indexes.size()));
      }
      return;
    }
    var row = indexes.getFirst();
    index = row.path();
    var read =
        SessionIndex.read(AppendFile.reopen(base.resolve(row.path()), row.state()).content());
    for (var place : read.places()) {
      apply(place.file(), content(contents, place.file()), place.offset());
    }
    var tail = content(contents, read.currentFile());
    for (long at = read.replayFrom(); at < tail.length; at += SessionEntry.SIZE) {
      apply(read.currentFile(), tail, at);
    }
  }

  private static byte[] content(Map<Integer, byte[]> contents, int id) throws IOException {
    var content = contents.get(id);
    if (content == null) {
      throw new DanglingReferenceException(
          "the session index refers to %s, which the database does not know"
              .formatted(SessionFile.nameOf(id)));
    }
    return content;
  }

  private void apply(int fileId, byte[] content, long offset) throws IOException {
    var entry = SessionEntry.read(content, offset);
    var old = sessions.remove(entry.session());
    if (old != null && old.file != null) {
      old.file.live--;
    }
    if (!entry.closed()) {
      place(sessions.restore(entry), files.get(fileId), offset);
    }
  }

  private static void place(Session session, @Nullable SessionFile file, long offset) {
    if (session.file != null) {
      session.file.live--;
    }
    if (file != null) {
      file.live++;
    }
    session.file = file;
    session.offset = offset;
  }

  @Override
  public void add(BatchRecord udr) {
    sessions.add(udr);
  }

  @Override
  public Commit endBatch(long txn, Bytes bill) throws IOException {
    var last = files.isEmpty() ? null : files.lastEntry().getValue();
    boolean rolls = last == null || last.file.length() >= rollAt;
    var current = last != null && !rolls ? last : begin();
    var changed = sessions.takeChanged();
    var entries = new Bytes(changed.size() * SessionEntry.SIZE);
    long start = current.file.length();
    for (var session : changed) {
      if (!session.complete()) {
        place(session, current, start + entries.length());
        SessionEntry.open(entries, session);
        continue;
      }
      session.bill(bill);
      if (session.file != null) {
        place(session, null, 0);
        SessionEntry.closed(entries, session);
      }
      sessions.remove(session.id);
    }
    current.file.append(entries.array(), entries.length());
    current.file.sync();
    Step.SESSIONS_APPENDED.reached();
    if (rolls) {
      current.file.rename(base.resolve(SessionFile.nameOf(current.id)));
      Step.SESSION_FILE_MOVED.reached();
    }
    return finish(txn, current, rolls);
  }

  private SessionFile begin() throws IOException {
    int id = ++lastId;
    var temporary = base.resolve(Home.PARTIAL_PREFIX + SessionFile.nameOf(id));
    var file = new SessionFile(id, AppendFile.create(temporary));
    files.put(id, file);
    return file;
  }

  private Commit finish(long txn, SessionFile current, boolean rolled) throws IOException {
    var obsolete = new ArrayList<String>();
    files.values().removeIf(file -> file != current && file.live == 0 && obsolete.add(name(file)));
    var old = index;
    FileState fresh = null;
    if (rolled || !obsolete.isEmpty() || old == null || ++commitsSinceIndex >= COMMITS_PER_INDEX) {
      commitsSinceIndex = 0;
      fresh = writeIndex(txn, current);
      index = fresh.path();
    }
    if (rolled || fresh != null) {
      Durable.syncDirectory(base);
    }
    return new FileCommit(
        base, current.file.state(base), obsolete, fresh, fresh == null ? null : old);
  }

  private static String name(SessionFile file) {
    return SessionFile.nameOf(file.id);
  }

  private FileState writeIndex(long txn, SessionFile current) throws IOException {
    var places = new ArrayList<SessionIndex.Place>(sessions.all().size());
    for (var session : sessions.all()) {
      if (session.file != null) {
        places.add(new SessionIndex.Place(session.id, session.file.id, session.offset));
      }
    }
    var bytes = new Bytes(32 + 20 * places.size());
    new SessionIndex(current.id, current.file.length(), places).write(bytes);
    var name = "index-%08d".formatted(txn);
    var temporary = base.resolve(Home.PARTIAL_PREFIX + name);
    var sha256 = Durable.write(temporary, bytes.array(), bytes.length());
    Step.INDEX_WRITTEN.reached();
    Durable.move(temporary, base.resolve(name));
    Step.INDEX_MOVED.reached();
    return new FileState(name, bytes.length(), sha256);
  }

  /**
   * Marks the sessions of the emptiest old file as changed, so that the next {@link #endBatch}
   * moves them to the current file and the old one can go. Returns false if there is nothing worth
   * moving.
   */
  public boolean pickForDefragmenting() {
    if (files.size() <= FILES_BEFORE_DEFRAGMENTING) {
      return false;
    }
    var current = files.lastEntry().getValue();
    SessionFile emptiest = null;
    double least = 0.5;
    for (var file : files.values()) {
      double share = (double) file.live * SessionEntry.SIZE / Math.max(1, file.file.length());
      if (file != current && share < least) {
        emptiest = file;
        least = share;
      }
    }
    if (emptiest == null) {
      return false;
    }
    for (var session : sessions.all()) {
      if (session.file == emptiest) {
        sessions.change(session);
      }
    }
    return true;
  }

  /** Nothing is open between two batches. */
  @Override
  public void close() {}
}
