package io.holdfast.usage.database;

import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The embedded Derby database of one home. Derby lets one process at a time open it. */
public final class DerbyDriver implements DatabaseDriver {
  private static final String IN_USE = "XSDB6";
  private static final String SHUT_DOWN = "08006";
  private final Home home;
  private final String url;

  public DerbyDriver(Home home) {
    this.home = home;
    this.url = "jdbc:derby:" + home.systemDatabase();
  }

  @Override
  public String place() {
    return "of " + home.root();
  }

  @Override
  public boolean exists() {
    return Files.isDirectory(home.systemDatabase());
  }

  /**
   * Makes it under another name and renames it when it is whole: Derby cannot boot one whose making
   * was interrupted.
   */
  @Override
  public void create(Tables tables) throws IOException, SQLException {
    var temporary =
        home.storage().resolve(Home.PARTIAL_PREFIX + home.systemDatabase().getFileName());
    Durable.deleteTree(temporary);
    var temporaryUrl = "jdbc:derby:" + temporary;
    try (var connection = DriverManager.getConnection(temporaryUrl + ";create=true")) {
      connection.setAutoCommit(false);
      tables.createIn(connection);
      connection.commit();
    }
    shutDown(temporaryUrl);
    Step.DATABASE_MADE.reached();
    Files.move(temporary, home.systemDatabase(), StandardCopyOption.ATOMIC_MOVE);
    Durable.syncDirectory(home.storage());
    Step.DATABASE_MOVED.reached();
  }

  @Override
  public void open() throws SQLException {
    try (var connection = connect()) {
      connection.getMetaData();
    } catch (SQLException failed) {
      for (var link : failed) { // next exceptions and causes alike
        if (link instanceof SQLException sql && IN_USE.equals(sql.getSQLState())) {
          throw new InUseException(place(), failed);
        }
      }
      throw failed;
    }
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  @Override
  public void close() throws SQLException {
    shutDown(url);
  }

  private static void shutDown(String url) throws SQLException {
    try (var never = DriverManager.getConnection(url + ";shutdown=true")) {
      throw new SQLException("Derby did not shut " + never + " down");
    } catch (SQLException answer) {
      if (!SHUT_DOWN.equals(answer.getSQLState())) {
        throw answer;
      }
    }
  }
}
