package io.holdfast.usage.duplicate;

import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.disk.AppendFile;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.FileState;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import io.holdfast.usage.record.UsageRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The duplicate-UDR cache: one container for each day (UTC) of event time, holding the 16-byte
 * checksums of the records seen. A container is made under {@code tmp/} and moved into place at End
 * Batch; an older one is appended to at End Batch. Containers are dropped once they are {@link
 * #MAX_AGE} older than the newest one: age counts in event time, so that neither idling nor a
 * restore evicts anything.
 */
public final class Containers {
  public static final Duration MAX_AGE = Duration.ofDays(30);
  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final class Container {
    final AppendFile file;
    final ChecksumSet seen = new ChecksumSet();
    final Bytes added = new Bytes(1 << 12);
    boolean inPlace;

    Container(AppendFile file, boolean inPlace) {
      this.file = file;
      this.inPlace = inPlace;
    }
  }

  private final Home home;
  private final TreeMap<Long, Container> byDay = new TreeMap<>();

  public Containers(Home home) {
    this.home = home;
  }

  /** Opens what the database vouches for. */
  public void load(List<FileRow> rows) throws IOException {
    for (var row : rows) {
      var opened = AppendFile.reopen(home.duplicates().resolve(row.path()), row.state());
      var container = new Container(opened.file(), true);
      var checksums = ByteBuffer.wrap(opened.content());
      while (checksums.remaining() >= 16) {
        container.seen.add(checksums.getLong(), checksums.getLong());
      }
      byDay.put(dayOf(row.path()), container);
    }
  }

  /** Returns false if the record was seen before; otherwise it is remembered from End Batch on. */
  public boolean add(UsageRecord udr) throws IOException {
    long day = Math.floorDiv(udr.eventTime(), DAY);
    var container = byDay.get(day);
    if (container == null) {
      var file = AppendFile.create(home.duplicatesOpen().resolve(nameOf(day)));
      container = new Container(file, false);
      byDay.put(day, container);
    }
    if (!container.seen.add(udr.checksumHigh(), udr.checksumLow())) {
      return false;
    }
    container.added.putLong(udr.checksumHigh()).putLong(udr.checksumLow());
    return true;
  }

  /** Before End Batch: the containers that are new get their content, under {@code tmp/}. */
  public void prepare() throws IOException {
    for (var container : byDay.values()) {
      if (!container.inPlace) {
        append(container);
        Step.CONTAINER_WRITTEN.reached();
      }
    }
  }

  /** End Batch: appends, moves into place; returns what the database must now vouch for. */
  public List<FileState> endBatch() throws IOException {
    var changed = new ArrayList<FileState>();
    boolean moved = false;
    for (var entry : byDay.entrySet()) {
      var container = entry.getValue();
      if (!container.inPlace) {
        container.file.rename(home.duplicates().resolve(nameOf(entry.getKey())));
        container.inPlace = true;
        moved = true;
        Step.CONTAINER_MOVED.reached();
      } else if (!container.added.isEmpty()) {
        append(container);
        Step.CONTAINER_APPENDED.reached();
      } else {
        continue;
      }
      changed.add(container.file.state(home.duplicates()));
    }
    if (moved) {
      Durable.syncDirectory(home.duplicates());
    }
    return changed;
  }

  private static void append(Container container) throws IOException {
    container.file.append(container.added.array(), container.added.length());
    container.file.sync();
    container.added.clear();
  }

  /** Forgets the containers that are too old; the caller removes their rows, then their files. */
  public List<String> dropExpired() {
    var dropped = new ArrayList<String>();
    while (byDay.size() > 1 && byDay.lastKey() - byDay.firstKey() > MAX_AGE.toDays()) {
      dropped.add(nameOf(byDay.pollFirstEntry().getKey()));
    }
    return dropped;
  }

  /** Deletes the files of dropped containers, after the commit. */
  public void delete(List<String> dropped) throws IOException {
    for (var name : dropped) {
      Files.deleteIfExists(home.duplicates().resolve(name));
    }
  }

  private static String nameOf(long day) {
    return LocalDate.ofEpochDay(day) + ".dup";
  }

  private static long dayOf(String name) {
    return LocalDate.parse(name.substring(0, name.length() - 4)).toEpochDay();
  }
}
