package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL server for a proof, thrown away with all that is in it. It listens on a Unix socket
 * in a directory that only its user may enter. It is stopped when this process closes it or dies,
 * however it dies.
 *
 * <p>PostgreSQL does not run as root. For root it runs as the user {@code postgres}, and because
 * that user cannot go through root's directories, below {@code /var/tmp}.
 */
final class PrivateServer implements AutoCloseable {
  private static final Path FOR_OTHERS = Path.of("/var/tmp");
  private static final String PREFIX = "holdfast-postgresql-";
  private static final String LOCK = "holdfast.lock";
  private static final String SERVER_USER = "postgres";
  private static final String SUPERUSER = "holdfast";
  private static final Duration START = Duration.ofSeconds(60);

  /** As long as its log is; it is watched whether the server lives. */
  private static final Duration RECOVERY = Duration.ofDays(2);

  private static final int SOCKET_PATH_AT_MOST = 80;

  private final Programs programs;
  private final String superuser;
  private final Path home;
  private final FileChannel lock;
  private final Process process;
  private final Path log;

  private PrivateServer(
      Programs programs, String superuser, Path home, FileChannel lock, Process process, Path log) {
    this.programs = programs;
    this.superuser = superuser;
    this.home = home;
    this.lock = lock;
    this.process = process;
    this.log = log;
  }

  /**
   * What a server begins with.
   *
   * @param superuser who may log in
   * @param start how long it may take to start, and {@code look} how often it is looked
   */
  private record Beginning(
      Data data, String superuser, List<String> settings, Duration start, Duration look) {}

  /** Makes {@code data} in a server's home. */
  private interface Data {
    void make(Path home, Path log) throws IOException;
  }

  /**
   * An empty one.
   *
   * @param work where it lives, if its user can go there
   * @throws HoldfastException HF-217 if it does not start
   */
  static PrivateServer start(Programs programs, Path work, Clock clock) {
    return start(
        programs,
        work,
        clock,
        new Beginning(
            (home, log) -> initialise(programs, home, log),
            SUPERUSER,
            List.of(),
            START,
            Duration.ofMillis(50)));
  }

  /**
   * One that recovers from a base backup and its log, as far as that goes. Nothing of the settings
   * that were captured is used: they may name files of the other machine, or archive into its
   * archive.
   *
   * @param restored a directory with {@code data} and {@code wal}, which is left as it is
   * @param user who may log in; there is no password
   * @param until settings that end the recovery before the log does
   */
  static PrivateServer recover(
      Programs programs, Path restored, String user, List<String> until, Path work, Clock clock) {
    try {
      Disk.createDirectories(work);
      Tablespaces.refuseInLog(programs, restored.resolve(RecoveryPlan.WAL), work);
    } catch (IOException unreadable) {
      throw noServer(programs, "its log cannot be read: " + unreadable.getMessage(), unreadable);
    }
    List<String> settings = new ArrayList<>(until);
    settings.addAll(
        List.of("hot_standby=off", "max_prepared_transactions=1000", "max_connections=20"));
    return start(
        programs,
        work,
        clock,
        new Beginning(
            (home, log) -> copy(restored, home, log),
            user,
            settings,
            RECOVERY,
            Duration.ofMillis(200)));
  }

  private static void copy(Path restored, Path home, Path log) throws IOException {
    Path data = home.resolve("data");
    Path wal = home.resolve("wal");
    run(List.of("cp", "-a", "--reflink=auto", restored.resolve("data").toString(), data + ""), log);
    run(List.of("cp", "-a", "--reflink=auto", restored.resolve("wal").toString(), wal + ""), log);
    Disk.write(home.resolve("postgresql.conf"), new byte[0]);
    Disk.write(
        home.resolve("pg_hba.conf"), "local all all trust\n".getBytes(StandardCharsets.UTF_8));
    Disk.write(
        data.resolve(RestoredServer.SETTINGS),
        RestoredServer.RECOVERY_SETTINGS.getBytes(StandardCharsets.UTF_8));
    if (Posix.isSuperuser()) {
      run(List.of("chown", "-R", SERVER_USER + ":", home.toString()), log);
    }
  }

  private static PrivateServer start(
      Programs programs, Path work, Clock clock, Beginning beginning) {
    removeAbandoned();
    Path log = work.resolve("private-server.log");
    Path home = home(work);
    try {
      Disk.createDirectories(work);
      run(Processes.withoutRoot(SERVER_USER, List.of("mkdir", "-m", "700", home.toString())), log);
      FileChannel lock = Disk.openForWriting(home.resolve(LOCK));
      try {
        lock.lock();
        beginning.data().make(home, log);
        List<String> command = command(programs, home, beginning.settings());
        Process process =
            Processes.start(
                Programs.alone(Processes.withoutRoot(SERVER_USER, command), Map.of()),
                Map.of(),
                log);
        PrivateServer server =
            new PrivateServer(programs, beginning.superuser(), home, lock, process, log);
        try {
          server.awaitReady(clock, beginning);
        } catch (RuntimeException notReady) {
          server.close();
          throw notReady;
        }
        return server;
      } catch (IOException | RuntimeException failed) {
        try (lock) {
          Disk.deleteTree(home);
        }
        throw failed;
      }
    } catch (IOException cannot) {
      throw noServer(programs, String.valueOf(cannot.getMessage()), cannot);
    }
  }

  private static void initialise(Programs programs, Path home, Path log) {
    run(
        Processes.withoutRoot(
            SERVER_USER,
            List.of(
                programs.program("initdb"),
                "--pgdata=" + home.resolve("data"),
                "--username=" + SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")),
        log);
  }

  private static List<String> command(Programs programs, Path home, List<String> settings) {
    List<String> command = new ArrayList<>(List.of(programs.program("postgres")));
    command.add("-D");
    command.add(home.resolve("data").toString());
    // It is thrown away: nothing in it has to survive a power cut, and nothing is to be cleaned.
    List<String> all =
        new ArrayList<>(
            List.of(
                "unix_socket_directories=" + home,
                "listen_addresses=",
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_wal_size=2GB",
                "maintenance_work_mem=128MB",
                "autovacuum=off",
                "logging_collector=off"));
    all.addAll(settings);
    for (String setting : all) {
      command.add("-c");
      command.add(setting);
    }
    if (Disk.exists(home.resolve("postgresql.conf"))) {
      command.addAll(
          List.of(
              "-c",
              "config_file=" + home.resolve("postgresql.conf"),
              "-c",
              "hba_file=" + home.resolve("pg_hba.conf")));
    }
    return Processes.untilInputEnds(command);
  }

  /** A path to a socket is at most about a hundred characters long. */
  private static Path home(Path work) {
    String name = PREFIX + HexFormat.of().formatHex(Randomness.SECURE.bytes(6));
    Path beside = work.toAbsolutePath().resolve(name);
    return Posix.isSuperuser() || beside.toString().length() > SOCKET_PATH_AT_MOST
        ? FOR_OTHERS.resolve(name)
        : beside;
  }

  private static void run(List<String> command, Path log) {
    String failure = ProgramRun.run(command, Map.of("LC_ALL", "C"), log);
    if (!failure.isEmpty()) {
      throw noServer(null, failure, null);
    }
  }

  private void awaitReady(Clock clock, Beginning beginning) {
    long giveUp = clock.nanos() + beginning.start().toNanos();
    while (true) {
      try {
        address().connect().close();
        return;
      } catch (SQLException | HoldfastException notYet) {
        if (!process.isAlive()
            || clock.nanos() > giveUp
            || Thread.currentThread().isInterrupted()) {
          throw noServer(programs, said(), notYet);
        }
        clock.sleep(beginning.look());
      }
    }
  }

  private String said() {
    try {
      return Disk.readText(log).strip();
    } catch (IOException unreadable) {
      return "it does not answer";
    }
  }

  /** The superuser's way in, to the database that every server has. */
  Address address() {
    return new Address(home.toString(), 5432, "postgres", superuser, null, Map.of());
  }

  Programs programs() {
    return programs;
  }

  /** The lock goes last: what is not locked, another Holdfast would remove at the same time. */
  @Override
  public void close() {
    Processes.endInput(process);
    try (lock) {
      Disk.deleteIfExists(log);
      Disk.deleteTree(home);
    } catch (IOException cannot) {
      throw new java.io.UncheckedIOException(
          "The private server's directory cannot be removed: " + home, cannot);
    }
  }

  /** What a killed Holdfast left; the lock of one that is alive is held. */
  private static void removeAbandoned() {
    try {
      for (Path entry : Disk.list(FOR_OTHERS)) {
        if (String.valueOf(entry.getFileName()).startsWith(PREFIX)) {
          removeIfAbandoned(entry);
        }
      }
    } catch (IOException notOurs) {
      return; // Another user's, or there is no such directory; it takes room and nothing else.
    }
  }

  private static void removeIfAbandoned(Path home) throws IOException {
    Path file = home.resolve(LOCK);
    if (!Disk.exists(file)) {
      return; // Just being made.
    }
    try (FileChannel lock = Disk.openForWriting(file)) {
      if (lock.tryLock() != null) {
        Disk.deleteTree(home);
      }
    } catch (java.nio.channels.OverlappingFileLockException heldInThisProcess) {
      return;
    }
  }

  private static HoldfastException noServer(
      @org.jspecify.annotations.Nullable Programs programs,
      String why,
      @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.NO_DATABASE_PROGRAMS,
        "A private PostgreSQL server for the proof does not start%s: %s"
            .formatted(programs == null ? "" : " (" + programs + ")", why),
        "The live database is untouched; the set may be sound, but that was not proved here.",
        "Look at what it says; as root, it runs as the user 'postgres', who must exist.",
        cause);
  }
}
