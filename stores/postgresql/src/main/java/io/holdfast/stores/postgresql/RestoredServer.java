package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.StoreRestore;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.stores.postgresql.wal.WalFiles;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A member that is a base backup and its log, as files again: {@code data}, a data directory that
 * recovers when a server is started on it, and {@code wal} beside it, which it recovers from. The
 * log is cut off at the point.
 */
record RestoredServer(Path directory, RecoveryPlan plan, DatabaseDescription description) {
  static final String SETTINGS = "postgresql.auto.conf";

  /** A server runs such a command in its data directory. */
  static final String RECOVERY_SETTINGS = "restore_command = 'cp \"../wal/%f\" \"%p\"'\n";

  private static final String DATA = "data";
  private static final String SIGNAL = "recovery.signal";

  static boolean isIn(BlobSource source, Node root) {
    return find(source, root, RecoveryPlan.FILE).isPresent();
  }

  static boolean isIn(Path directory) {
    return Disk.exists(directory.resolve(RecoveryPlan.FILE));
  }

  /** How a member in the vault becomes a database. */
  static RecoveryPlan plan(BlobSource source, Node root) {
    try {
      return RecoveryPlan.parse(content(source, member(source, root, RecoveryPlan.FILE)));
    } catch (IOException unreadable) {
      throw RestoredDump.unfit(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  static RestoredServer in(Path directory) {
    try {
      return new RestoredServer(
          directory,
          RecoveryPlan.parse(Disk.read(directory.resolve(RecoveryPlan.FILE))),
          DatabaseDescription.parse(Disk.read(directory.resolve(DatabaseDescription.FILE))));
    } catch (IOException unreadable) {
      throw RestoredDump.unfit(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  /** Puts a member's files where a server can be started on them. */
  static List<String> restore(
      BlobSource source, Node root, Path target, Clock clock, int threads, Progress progress) {
    try {
      List<String> notes = restoreBase(source, root, target, clock, threads, progress);
      byte[] written = content(source, member(source, root, RecoveryPlan.FILE));
      RecoveryPlan plan = RecoveryPlan.parse(written);
      restoreLog(source, root, target, plan, progress);
      finish(target, content(source, member(source, root, DatabaseDescription.FILE)), written);
      return notes;
    } catch (IOException cannot) {
      throw new UncheckedIOException("The database cannot be restored to " + target, cannot);
    }
  }

  static List<String> restoreBase(
      BlobSource source, Node root, Path target, Clock clock, int threads, Progress progress)
      throws IOException {
    Disk.createPrivateDirectories(target);
    Path data = target.resolve(DATA);
    List<String> notes =
        RestoredTree.restoreAndProve(
            source, member(source, root, RecoveryPlan.BASE), data, clock, threads, progress);
    makeRecover(data);
    return notes;
  }

  /** The log as far as the plan goes, in the place of any that is there. */
  static void restoreLog(
      BlobSource source, Node root, Path target, RecoveryPlan plan, Progress progress)
      throws IOException {
    Path wal = target.resolve(RecoveryPlan.WAL);
    Disk.deleteTree(wal);
    Disk.createPrivateDirectories(wal);
    WalFiles files = new WalFiles(source, plan.segmentBytes(), wal, plan.redo(), plan.point());
    files.write(Objects.requireNonNull(member(source, root, RecoveryPlan.WAL).subtree()), progress);
  }

  /** The plan comes last: a directory without one is no restored server. */
  static void finish(Path target, byte[] description, byte[] plan) throws IOException {
    Path data = target.resolve(DATA);
    Disk.write(target.resolve(DatabaseDescription.FILE), description);
    if (Posix.isSuperuser()) {
      giveToOwnerOf(data, target);
    }
    Disk.write(target.resolve(RecoveryPlan.FILE), plan);
  }

  /** The version that the data in a restored base is of. */
  static int major(Path target) throws IOException {
    return Integer.parseInt(Disk.readText(target.resolve(DATA).resolve("PG_VERSION")).strip());
  }

  private static void makeRecover(Path data) throws IOException {
    Path settings = data.resolve(SETTINGS);
    String captured = Disk.exists(settings) ? Disk.readText(settings) : "";
    Disk.write(
        settings,
        (captured.stripTrailing() + "\n" + RECOVERY_SETTINGS)
            .stripLeading()
            .getBytes(StandardCharsets.UTF_8));
    Disk.write(data.resolve(SIGNAL), new byte[0]);
  }

  private static void giveToOwnerOf(Path data, Path target) {
    String failure =
        ProgramRun.run(
            List.of("chown", "-R", "--reference=" + data.resolve("PG_VERSION"), target.toString()),
            Map.of("LC_ALL", "C"),
            target.resolveSibling(target.getFileName() + ".chown.log"));
    if (!failure.isEmpty()) {
      throw RestoredDump.unfit("its files cannot be given to their owner: " + failure, null);
    }
  }

  private static Optional<Node> find(BlobSource source, Node root, String name) {
    BlobId tree = Objects.requireNonNull(root.subtree(), "a member is a directory");
    return TreeWalk.find(source, tree, name);
  }

  private static Node member(BlobSource source, Node root, String name) {
    return find(source, root, name)
        .orElseThrow(() -> RestoredDump.unfit("the set lacks its " + name, null));
  }

  private static byte[] content(BlobSource source, Node file) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    file.content().forEach(blob -> content.writeBytes(source.data(blob)));
    return content.toByteArray();
  }

  /** Recovers a copy in a private server, up to the point and no further, and proves it there. */
  StoreRestore.OpenedDatabase open(List<Path> places, Path work, Clock clock) {
    Optional<Programs> programs = Programs.ofServerExactly(plan.major(), places);
    if (programs.isEmpty()) {
      return new NotOpened(noPrograms());
    }
    PrivateServer server = recover(programs.get(), work, clock);
    try {
      return ProvedDatabase.open(
          description, server.address().to(description.database()), programs.get(), work, server);
    } catch (RuntimeException unfit) {
      server.close();
      throw unfit;
    }
  }

  private String noPrograms() {
    return "database '%s': its files and its log were read back, but not recovered: there are no server programs of PostgreSQL %d on this machine (install postgresql-%d), so its tables and references are not proved"
        .formatted(description.database(), plan.major(), plan.major());
  }

  private PrivateServer recover(Programs programs, Path work, Clock clock) {
    PrivateServer server =
        PrivateServer.recover(programs, directory, plan.superuser(), List.of(), work, clock);
    try (Connection connection = server.address().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_is_in_recovery(), pg_last_wal_replay_lsn()::text")) {
      row.next();
      Lsn reached = Lsn.parse(row.getString(2));
      if (row.getBoolean(1) || !reached.equals(plan.point())) {
        throw RestoredDump.unfit(
            "it was recovered up to %s, and the set's point is %s".formatted(reached, plan.point()),
            null);
      }
      return server;
    } catch (SQLException failed) {
      server.close();
      throw RestoredDump.unfit("it was recovered and does not answer", failed);
    } catch (RuntimeException unfit) {
      server.close();
      throw unfit;
    }
  }

  /**
   * The database alone, dumped from the recovered server, as a logical member has it: so it can go
   * into a server that holds other databases too.
   */
  Path dumped(List<Path> places, int threads, Path work, Clock clock) {
    Programs programs =
        Programs.ofServerExactly(plan.major(), places)
            .orElseThrow(() -> RestoredDump.unfit(noPrograms(), null));
    Path dumped = directory.resolveSibling(directory.getFileName() + ".dumped");
    try (PrivateServer server = recover(programs, work, clock)) {
      Disk.deleteTree(dumped);
      Disk.createPrivateDirectories(dumped);
      Address address = server.address().to(description.database());
      List<String> command = new ArrayList<>();
      command.add(programs.program("pg_dump"));
      command.addAll(
          List.of(
              "--format=directory",
              "--compress=0",
              "--no-password",
              "--jobs=" + Math.max(1, threads),
              "--file=" + dumped.resolve(Dump.DIRECTORY)));
      String failure = ProgramRun.run(command, address.environment(), work.resolve("pg_dump.log"));
      if (!failure.isEmpty()) {
        throw RestoredDump.unfit("it cannot be dumped after its recovery: " + failure, null);
      }
      Disk.write(dumped.resolve(DatabaseDescription.FILE), description.toBytes());
      return dumped;
    } catch (IOException cannot) {
      throw new UncheckedIOException("The recovered database cannot be dumped", cannot);
    }
  }
}
