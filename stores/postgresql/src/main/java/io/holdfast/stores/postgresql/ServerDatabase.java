package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A live database and the one that is to take its name. The two names are exchanged in one
 * transaction of the server; it is decided by its COMMIT alone which of the two is live.
 */
final class ServerDatabase implements ServerRestore {
  private static final String NEW = "_holdfast_new";

  /** PostgreSQL cuts longer names, which could then be the name of something else. */
  private static final int NAME_AT_MOST = 63;

  private static final String SESSIONS =
      """
      select coalesce(usename, '?') || ' from ' || coalesce(host(client_addr), 'the server itself')
        || case when application_name = '' then '' else ' (' || application_name || ')' end
      from pg_stat_activity where datname = ? and pid <> pg_backend_pid() and backend_type = 'client backend'
      order by backend_start limit 10
      """;

  private final Address live;
  private final Clock clock;
  private final int threads;
  private final List<Path> places;
  private @Nullable String old;

  ServerDatabase(Address live, Clock clock, int threads, List<Path> places) {
    this.live = live;
    this.clock = clock;
    this.threads = threads;
    this.places = places;
  }

  private String name() {
    return live.database();
  }

  private String prepared() {
    return name() + NEW;
  }

  @Override
  public void refuseUnfit() {
    try (Connection connection = maintenance()) {
      Programs.forServer(ServerFacts.of(connection).major(), places);
      refuseConnected(connection);
      refuseWithoutRights(connection);
      if (prepared().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > NAME_AT_MOST) {
        throw ServerErrors.failed(live, "its name is too long to restore beside it", null);
      }
    } catch (SQLException failed) {
      throw ServerErrors.of(live, "it cannot be looked at", failed);
    }
  }

  @Override
  public StoreRestore.OpenedDatabase prepare(Path directory, Path work, Progress progress) {
    RestoredDump dump =
        RestoredDump.in(
            RestoredServer.isIn(directory)
                ? RestoredServer.in(directory).dumped(places, threads, work, clock)
                : directory);
    Programs programs;
    try (Connection connection = maintenance()) {
      ServerFacts facts = ServerFacts.of(connection);
      programs = Programs.forServer(Math.max(facts.major(), dump.description().major()), places);
      if (facts.major() < dump.description().major()) {
        throw RestoredDump.unfit(
            "it was dumped from PostgreSQL %d, and the server is %d"
                .formatted(dump.description().major(), facts.major()),
            null);
      }
      drop(connection);
      create(connection, dump.description());
    } catch (SQLException failed) {
      throw ServerErrors.of(live, "no database beside it", failed);
    }
    Address beside = live.to(prepared());
    try (Progress.Phase phase =
        progress.begin("restoring " + name() + " beside the live one", Progress.Unit.STEPS, 2)) {
      dump.load(beside, programs, threads, List.of(), work);
      phase.advance(1);
      ProvedDatabase proved =
          ProvedDatabase.open(dump.description(), beside, programs, work, () -> {});
      phase.advance(1);
      return proved;
    }
  }

  private void create(Connection connection, DatabaseDescription description) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(description.create(prepared(), true));
      for (String setting : description.alter(prepared())) {
        statement.execute(setting);
      }
    }
  }

  private void drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists " + Sql.name(prepared()));
    }
  }

  @Override
  public Optional<String> exchange(String label) {
    try (Connection connection = maintenance()) {
      refuseConnected(connection);
      String kept = exists(connection, name()) ? freeName(connection, label) : "";
      rename(connection, kept.isEmpty() ? List.of() : List.of(name(), kept), prepared(), name());
      old = kept;
      return kept.isEmpty() ? Optional.empty() : Optional.of(live + " → " + kept);
    } catch (SQLException refused) {
      throw swapFailed(refused);
    }
  }

  @Override
  public void takeBack() {
    String kept = old;
    if (kept == null) {
      return;
    }
    try (Connection connection = maintenance()) {
      rename(connection, List.of(name(), prepared()), kept.isEmpty() ? name() : kept, name());
      old = null;
    } catch (SQLException refused) {
      throw swapFailed(refused);
    }
  }

  /** Both or none. A rename onto its own name is left out. */
  private static void rename(Connection connection, List<String> first, String from, String to)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (!first.isEmpty()) {
        statement.execute(renaming(first.getFirst(), first.getLast()));
      }
      if (!from.equals(to)) {
        statement.execute(renaming(from, to));
      }
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    }
  }

  private static String renaming(String from, String to) {
    return "alter database " + Sql.name(from) + " rename to " + Sql.name(to);
  }

  @Override
  public void discard() {
    try (Connection connection = maintenance()) {
      drop(connection);
    } catch (SQLException | HoldfastException leftForTheNextRestore) {
      return; // It takes room and nothing else, and the next restore drops it first.
    }
  }

  private void refuseConnected(Connection connection) throws SQLException {
    List<String> sessions = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(SESSIONS)) {
      query.setString(1, name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          sessions.add(rows.getString(1));
        }
      }
    }
    if (!sessions.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.INSTALLATION_RUNNING,
          "PostgreSQL database %s has other sessions and cannot be replaced under them: %s"
              .formatted(live, String.join(", ", sessions)),
          "The live database is untouched.",
          "Stop what is connected, or end its sessions with pg_terminate_backend; or restore with"
              + " --into.");
    }
  }

  private void refuseWithoutRights(Connection connection) throws SQLException {
    String query =
        """
        select r.rolsuper or (r.rolcreatedb and coalesce((
          select pg_has_role(d.datdba, 'usage') from pg_database d where d.datname = ?), true))
        from pg_roles r where r.rolname = current_user
        """;
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw ServerErrors.refused(
              live,
              "to create a database and rename this one takes CREATEDB and its ownership",
              "ALTER ROLE … CREATEDB, and make the user a member of the database's owner; or"
                  + " restore with --into, and run pg_restore as somebody who may.",
              null);
        }
      }
    }
  }

  private String freeName(Connection connection, String label) throws SQLException {
    String first = name() + "_before_" + label;
    String free = first;
    for (int again = 2; exists(connection, free); again++) {
      free = first + "_" + again;
    }
    return free;
  }

  private static boolean exists(Connection connection, String database) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /** A database cannot be renamed from inside; every server has one for such work. */
  private Connection maintenance() {
    return live.to(name().equals("postgres") ? "template1" : "postgres").connect();
  }

  private HoldfastException swapFailed(SQLException refused) {
    return new HoldfastException(
        ErrorCode.SWAP_FAILED,
        "PostgreSQL database %s could not be exchanged with %s: %s"
            .formatted(live, prepared(), refused.getMessage()),
        "The old database is whole, and so is the restored one beside it.",
        "Look at both on the server; if sessions came in between, end them, and restore again.",
        refused);
  }
}
