package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Places outside the data directory. A base backup comes as one archive, which has none of them;
 * and a copy that recovers on the same machine would make them where the live server's are.
 */
final class Tablespaces {
  private static final String FURTHER =
      "select string_agg(spcname, ', ' order by spcname) from pg_catalog.pg_tablespace"
          + " where spcname not in ('pg_default', 'pg_global')";

  private static final String READER = "pg_waldump";
  private static final String MANAGER = "Tablespace";
  private static final String SEGMENT = "[0-9A-F]{24}";

  private Tablespaces() {}

  /** Refuses a server that has any, with their names. */
  static void refuse(Address server, Connection side) throws SQLException {
    try (Statement statement = side.createStatement();
        ResultSet rows = statement.executeQuery(FURTHER)) {
      rows.next();
      if (rows.getString(1) instanceof String tablespaces) {
        throw ServerErrors.refused(
            server,
            "the server has tablespaces outside its data directory: " + tablespaces,
            "Take 'physical' out of the store: a dump brings them into the database's own place.",
            null);
      }
    }
  }

  /**
   * Refuses a log in which one is made, before it is replayed anywhere.
   *
   * @param wal a directory with its segments
   * @param work for what the program says that reads it
   * @throws HoldfastException HF-112
   */
  static void refuseInLog(Programs programs, Path wal, Path work) throws IOException {
    TreeMap<String, List<String>> timelines = new TreeMap<>();
    for (Path file : Disk.list(wal)) {
      String name = String.valueOf(file.getFileName());
      if (name.matches(SEGMENT)) {
        timelines.computeIfAbsent(name.substring(0, 8), unseen -> new ArrayList<>()).add(name);
      }
    }
    for (List<String> segments : timelines.values()) {
      Collections.sort(segments);
      String said = read(programs, wal, segments, work.resolve(READER + ".log"));
      if (said.lines().anyMatch(line -> line.startsWith("rmgr: " + MANAGER))) {
        throw new HoldfastException(
            ErrorCode.LOG_BROKEN,
            "A tablespace is made or dropped in this write-ahead log: "
                + said.lines().findFirst().orElse(""),
            "Nothing was replayed: on the live server's machine, that would write into the live"
                + " tablespace.",
            "Restore a set that was made before it. For a server with tablespaces of its own, take"
                + " 'physical' out of the store.");
      }
    }
  }

  /** It ends with an error where the log ends, which is no reason here. */
  private static String read(Programs programs, Path wal, List<String> segments, Path log)
      throws IOException {
    List<String> command =
        List.of(
            programs.program(READER),
            "--rmgr=" + MANAGER,
            "--path=" + wal,
            segments.getFirst(),
            segments.getLast());
    try (ProgramRun reading = new ProgramRun(command, Map.of("LC_ALL", "C"), log)) {
      while (!reading.ended(1_000)) {
        continue;
      }
      String said = Disk.readText(log);
      Disk.deleteIfExists(log);
      return said;
    }
  }
}
