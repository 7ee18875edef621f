package io.holdfast.stores.derby;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.SealedSet;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A database in log archive mode, on a server that can be killed, with sets of it in a vault. */
final class ArchivedDatabase implements AutoCloseable {
  private static final String FILLER = "x".repeat(1_500);

  final Path home;
  final Path directory;
  final Vault vault;
  final List<EarlierMember> sets = new ArrayList<>();

  /** How often a recovery has read a set. */
  int reads;

  private RunningDerby server;
  private int rows;

  ArchivedDatabase(Path home) throws IOException, SQLException {
    this.home = home;
    this.directory = home.resolve("billing");
    this.vault = QuickVault.in(home.resolve("vault"));
    this.server = new RunningDerby(home);
    try (Connection connection = server.create("billing");
        Statement statement = connection.createStatement()) {
      statement.execute("create table f (n int primary key, path varchar(2000))");
    }
  }

  StoreSpec.Derby spec() {
    return new StoreSpec.Derby("db", server.url("billing"), directory, true);
  }

  /** Each row is committed before the next; a hundred fill more than a log file. */
  void write(int count) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement("insert into f values (?, ?)")) {
      for (int n = 0; n < count; n++) {
        insert.setInt(1, rows);
        insert.setString(2, "f" + rows + FILLER);
        insert.executeUpdate();
        rows++;
      }
    }
  }

  int rows() {
    return rows;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url("billing"));
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Makes a set, which is sealed. */
  EarlierMember seal() throws IOException {
    EarlierMember member = capture();
    sets.add(member);
    return member;
  }

  /** Makes all of a set but the seal. */
  EarlierMember capture() throws IOException {
    @Nullable EarlierMember newest = sets.isEmpty() ? null : sets.getLast();
    try (DerbyCapture capture = new DerbyCapture(vault, temporary(), spec(), newest).fix()) {
      CapturedMember member = capture.complete();
      return new EarlierMember(vault, member.root(), member.evidence());
    }
  }

  CapturedLog logOf(EarlierMember set) {
    return CapturedLog.of(set).orElseThrow();
  }

  NavigableSet<Long> liveLog() throws IOException {
    return log().numbers();
  }

  LogDirectory log() {
    return LogDirectory.below(directory);
  }

  void kill() {
    server.close();
  }

  void restart() throws IOException {
    server = new RunningDerby(home);
  }

  /** Rolls forward from the sets, of which some may be changed. */
  LogRecovery recovery(UnaryOperator<List<EarlierMember>> changed) {
    List<EarlierMember> members = changed.apply(List.copyOf(sets));
    List<SealedSet> newestFirst = new ArrayList<>();
    for (int n = members.size(); n > 0; n--) {
      EarlierMember member = members.get(n - 1);
      newestFirst.add(
          new SealedSet(
              "set-" + n,
              Clock.SYSTEM.now(),
              () -> {
                reads++;
                return Optional.of(member);
              }));
    }
    return new DerbyProvider()
        .logRecovery(spec(), new LogContext("billing", vault, () -> newestFirst, Clock.SYSTEM, 2))
        .orElseThrow();
  }

  /** Recovers to the end; the rows that came back, which are the first ones without a gap. */
  int recovered() throws IOException {
    return recovered(UnaryOperator.identity());
  }

  int recovered(UnaryOperator<List<EarlierMember>> changed) throws IOException {
    Path target = temporary().resolve("recovered");
    recovery(changed).require(Optional.empty()).restore(target, temporary(), Progress.NONE);
    return rowsIn(target);
  }

  /** Rows of a database that is opened here, after all its tables were checked. */
  int rowsIn(Path database) throws IOException {
    List<String> paths = new ArrayList<>();
    try (StoreRestore.OpenedDatabase opened = DerbyCapture.driver().open(database, temporary())) {
      opened
          .references("select path from f order by n")
          .forEach(row -> paths.add(row.path().replace(FILLER, "")));
    }
    for (int n = 0; n < paths.size(); n++) {
      if (!paths.get(n).equals("f" + n)) {
        throw new AssertionError("row " + n + " is " + paths.get(n));
      }
    }
    return paths.size();
  }

  Path temporary() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  @Override
  public void close() {
    server.close();
    vault.close();
  }
}
