package io.holdfast.usage.oracle;

import io.holdfast.usage.aggregation.SessionEntry;
import io.holdfast.usage.aggregation.SessionIndex;
import io.holdfast.usage.aggregation.StoredSessions;
import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.redis.RedisAddress;
import io.holdfast.usage.redis.RedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine committed: the lines of its output files, and the sessions that are still open in
 * the aggregation storage. Files that are missing are simply not there; {@link Closure} counts
 * them.
 */
final class ActualBill {
  final Map<String, Total> sessions = new HashMap<>();
  final Map<String, Total> events = new HashMap<>();
  final Map<String, Total> open = new HashMap<>();
  final List<String> lines = new ArrayList<>();
  final List<String> unreadable = new ArrayList<>();
  private final Home home;

  private ActualBill(Home home) {
    this.home = home;
  }

  /**
   * @param redis where the open sessions are; null if they are in files
   */
  static ActualBill of(Home home, Ledger ledger, @Nullable RedisAddress redis, boolean keepLines)
      throws IOException, SQLException {
    var bill = new ActualBill(home);
    for (var row : ledger.files(Reference.OUTPUT_FILE)) {
      bill.bills(bill.committed(Reference.OUTPUT_FILE, row), keepLines);
    }
    for (var row : ledger.files(Reference.REALTIME_OUTPUT)) {
      bill.events(bill.committed(Reference.REALTIME_OUTPUT, row));
    }
    if (redis == null) {
      if (!ledger.buckets().isEmpty()) {
        throw new IOException("The open sessions are in Redis; --aggregation must say where.");
      }
      bill.openSessions(ledger);
    } else {
      bill.openSessions(ledger, redis);
    }
    return bill;
  }

  /** Where the file of a row lies; the open real-time file may have been renamed before a crash. */
  static Path locate(Home home, Reference reference, FileRow row) {
    var base = reference.base(home);
    var file = base.resolve(row.path());
    if (reference == Reference.REALTIME_OUTPUT && !Files.exists(file)) {
      return base.resolve(String.valueOf(file.getFileName()));
    }
    return file;
  }

  private byte[] committed(Reference reference, FileRow row) throws IOException {
    var file = locate(home, reference, row);
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    var bytes = Files.readAllBytes(file);
    return Arrays.copyOf(bytes, (int) Math.min(bytes.length, row.state().length()));
  }

  private static String[] split(byte[] file) {
    return file.length == 0
        ? new String[0]
        : new String(file, StandardCharsets.ISO_8859_1).split("\n", -1);
  }

  private void bills(byte[] file, boolean keepLines) {
    for (var line : split(file)) {
      var fields = line.split("\\|", -1);
      if (fields.length == 5 && fields[4].length() == 16) {
        var total = sessions.computeIfAbsent(fields[0], session -> new Total());
        total.bills++;
        total.add(
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3]),
            Long.parseUnsignedLong(fields[4], 16));
        if (keepLines) {
          lines.add(line);
        }
      }
    }
  }

  private void events(byte[] file) {
    for (var line : split(file)) {
      var fields = line.split("\\|", -1);
      if (fields.length == 5 && fields[4].length() == 16) {
        events
            .computeIfAbsent(fields[0], session -> new Total())
            .add(1, Long.parseLong(fields[3]), Long.parseUnsignedLong(fields[4], 16));
      }
    }
  }

  private void openSessions(Ledger ledger) throws IOException, SQLException {
    var contents = new HashMap<Integer, byte[]>();
    for (var row : ledger.files(Reference.SESSION_FILE)) {
      int id = Integer.parseInt(row.path().substring(row.path().indexOf('-') + 1));
      contents.put(id, committed(Reference.SESSION_FILE, row));
    }
    for (var row : ledger.files(Reference.SESSION_INDEX)) {
      try {
        var index = SessionIndex.read(committed(Reference.SESSION_INDEX, row));
        for (var place : index.places()) {
          entry(contents.get(place.file()), place.file(), place.offset());
        }
        var tail = contents.get(index.currentFile());
        for (long at = index.replayFrom();
            tail != null && at < tail.length;
            at += SessionEntry.SIZE) {
          entry(tail, index.currentFile(), at);
        }
      } catch (IOException damaged) {
        unreadable.add(row.path() + ": " + damaged.getMessage());
      }
    }
  }

  private void openSessions(Ledger ledger, RedisAddress address) throws IOException, SQLException {
    try (var redis = RedisConnection.open(address)) {
      for (var entry : StoredSessions.read(redis, ledger).entries()) {
        put(entry);
      }
    } catch (DanglingReferenceException dangling) {
      unreadable.add("session_bucket: " + dangling.getMessage());
    }
  }

  private void entry(byte @Nullable [] file, int id, long offset) {
    try {
      put(SessionEntry.read(file == null ? new byte[0] : file, offset));
    } catch (IOException damaged) {
      unreadable.add("session file %d: %s".formatted(id, damaged.getMessage()));
    }
  }

  private void put(SessionEntry entry) {
    var session = "%016x".formatted(entry.session());
    open.remove(session);
    if (!entry.closed()) {
      var total = new Total();
      total.add(entry.count(), entry.volume(), entry.checksum());
      open.put(session, total);
    }
  }

  long records() {
    return sessions.values().stream().mapToLong(t -> t.records).sum()
        + events.values().stream().mapToLong(t -> t.records).sum();
  }
}
