package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.stores.StoreRestore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A member as files again, on the way into a server. */
record RestoredDump(Path directory, DatabaseDescription description) {
  private static final String PROVED = "holdfast_proof";

  static RestoredDump in(Path directory) {
    try {
      return new RestoredDump(
          directory,
          DatabaseDescription.parse(Disk.read(directory.resolve(DatabaseDescription.FILE))));
    } catch (IOException unreadable) {
      throw unfit("it has no " + DatabaseDescription.FILE, unreadable);
    }
  }

  /** Into a server of our own, with roles that exist there for this alone. */
  StoreRestore.OpenedDatabase restoreInto(PrivateServer server, int threads, Path work) {
    Address superuser = server.address();
    try (Connection connection = superuser.connect()) {
      createRoles(connection);
      createDatabase(connection);
    } catch (SQLException refused) {
      throw unfit("a private server refuses it: " + refused.getMessage(), refused);
    }
    Address proved = superuser.to(PROVED);
    // Tablespaces are directories of the other machine.
    load(proved, server.programs(), threads, List.of("--no-tablespaces"), work);
    return ProvedDatabase.open(description, proved, server.programs(), work, server);
  }

  private void createRoles(Connection connection) throws SQLException {
    List<String> there = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("select rolname from pg_roles")) {
        while (rows.next()) {
          there.add(rows.getString(1));
        }
      }
      for (String role : description.roles()) {
        if (!there.contains(role)) {
          statement.execute("create role " + Sql.name(role));
        }
      }
    }
  }

  /** The captured locale may not exist on this machine; then the order of texts is another. */
  private void createDatabase(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try {
        statement.execute(description.create(PROVED, true));
      } catch (SQLException noSuchLocale) {
        statement.execute(description.create(PROVED, false));
      }
      for (String setting : description.alter(PROVED)) {
        statement.execute(setting);
      }
    }
  }

  /**
   * Runs pg_restore, which stops at the first error.
   *
   * @throws HoldfastException HF-706 with pg_restore's words
   */
  void load(Address into, Programs programs, int threads, List<String> options, Path work) {
    List<String> command = new ArrayList<>();
    command.add(programs.program("pg_restore"));
    command.add("--exit-on-error");
    command.add("--no-password");
    command.add("--jobs=" + Math.max(1, threads));
    command.add("--dbname=" + into.database());
    command.addAll(options);
    command.add(directory.resolve(Dump.DIRECTORY).toString());
    String failure = ProgramRun.run(command, into.environment(), work.resolve("pg_restore.log"));
    if (!failure.isEmpty()) {
      throw unfit("pg_restore failed: " + failure, null);
    }
  }

  /** What a database is that cannot be restored or does not pass its checks. */
  static HoldfastException unfit(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.RESTORE_UNPROVED,
        "The PostgreSQL database of the set is not fit to run: " + why,
        "The live database is untouched.",
        "If a role or an extension is missing, create it (globals.sql of the set has the roles) and"
            + " run the restore again; otherwise use another set.",
        cause);
  }
}
