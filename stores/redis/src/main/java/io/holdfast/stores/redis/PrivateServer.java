package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import io.holdfast.stores.redis.rdb.RdbSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server for a proof: it loads one RDB, is asked what it has, and is thrown away. It
 * listens on a Unix socket in a directory that only its user may enter, and ends with this process,
 * however that ends.
 */
final class PrivateServer {
  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");
  private static final Path SHORT = Path.of("/var/tmp");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final long KIB = 1024;
  private static final int SOCKET_PATH_AT_MOST = 80;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path program;
  private final Captured.Part part;
  private final Path home;
  private final Clock clock;

  private PrivateServer(Path program, Captured.Part part, Path home, Clock clock) {
    this.program = program;
    this.part = part;
    this.home = home;
    this.clock = clock;
  }

  static List<Path> usualPlaces() {
    List<Path> places = new ArrayList<>();
    String path = System.getenv("PATH");
    for (String one : path == null ? new String[0] : path.split(":")) {
      if (one.startsWith("/")) {
        places.add(Path.of(one));
      }
    }
    for (String one : List.of("/usr/bin", "/usr/local/bin", "/opt/redis/bin")) {
      places.add(Path.of(one));
    }
    return places;
  }

  static Optional<Path> program(List<Path> places) {
    return PROGRAMS.stream()
        .flatMap(name -> places.stream().map(place -> place.resolve(name)))
        .filter(Disk::exists)
        .findFirst();
  }

  /** A proof must not push this machine's other programs out of their memory. */
  static boolean hasMemoryFor(long bytes) {
    try {
      return Disk.readText(MEMORY)
          .lines()
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .anyMatch(available -> bytes < available / 2);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * Has a server load it, and compares what is there. A server that is older than the RDB, or lacks
   * a module of it, proves nothing, and the RDB's own checks stand alone.
   *
   * @throws HoldfastException HF-706 if it does not load, or less than it holds
   */
  static void prove(Path program, Captured.Part part, Path work, Clock clock) {
    String name = "holdfast-redis-" + HexFormat.of().formatHex(Randomness.SECURE.bytes(6));
    Path beside = work.toAbsolutePath().resolve(name);
    Path home = beside.toString().length() > SOCKET_PATH_AT_MOST ? SHORT.resolve(name) : beside;
    try {
      Disk.createPrivateDirectories(home);
      try {
        new PrivateServer(program, part, home, clock).prove();
      } finally {
        Disk.deleteTree(home);
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException("No private server in " + home, cannot);
    }
  }

  private Path log() {
    return home.resolve("log");
  }

  private void prove() throws IOException {
    Process process =
        Processes.start(Processes.untilInputEnds(command()), Map.of("LC_ALL", "C"), log());
    try {
      Info info = awaitLoaded(process);
      if (info != null) {
        compare(info);
      }
    } finally {
      stop(process);
    }
  }

  private List<String> command() {
    Path file = part.file().toAbsolutePath();
    return List.of(
        program.toString(),
        "--port",
        "0",
        "--unixsocket",
        home.resolve("s").toString(),
        "--unixsocketperm",
        "700",
        "--dir",
        String.valueOf(file.getParent()),
        "--dbfilename",
        String.valueOf(file.getFileName()),
        "--appendonly",
        "no",
        "--save",
        "",
        "--databases",
        Integer.toString(databases()));
  }

  private int databases() {
    return part.summary().databases().isEmpty() ? 16 : part.summary().databases().lastKey() + 16;
  }

  /** Null if this server cannot know what it should load. */
  private @org.jspecify.annotations.Nullable Info awaitLoaded(Process process) throws IOException {
    while (process.isAlive()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new HoldfastException(
            ErrorCode.INTERRUPTED,
            "The work was interrupted while a private Redis loaded " + part.file(),
            "The live data is untouched.",
            "Run the command again.");
      }
      try (RespConnection connection = RespConnection.unix(home.resolve("s"))) {
        Info info = Info.of(connection);
        if (!info.isOn("loading")) {
          return info;
        }
      } catch (IOException notYet) {
        clock.sleep(LOOK);
        continue;
      }
      clock.sleep(LOOK);
    }
    String said = Disk.readText(log());
    if (said.contains("Can't handle RDB format version")
        || said.contains("can't load: no matching module")
        || said.contains("module data I can't load")) {
      return null;
    }
    throw ServerErrors.unfit(
        program + " does not load " + part.file() + ": " + end(said),
        "Run 'holdfast verify' on other sets and use one that passes.",
        null);
  }

  private static String end(String said) {
    List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
    return String.join(" ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  /** What has expired since is not loaded, and what expires is taken out at any time. */
  private void compare(Info info) {
    part.summary()
        .databases()
        .forEach(
            (database, keys) -> {
              long there = info.databases().getOrDefault(database, 0L);
              if (there > keys.all() || there < keys.all() - keys.expiring()) {
                throw differs(database, there, keys);
              }
            });
    long loaded = info.number("rdb_last_load_keys_loaded");
    long expired = info.number("rdb_last_load_keys_expired");
    if (info.values().containsKey("rdb_last_load_keys_loaded")
        && loaded + expired != part.summary().keys()) {
      throw ServerErrors.unfit(
          "a private server loaded %d keys of %s and found %d expired, and it holds %d"
              .formatted(loaded, part.file(), expired, part.summary().keys()),
          "Run 'holdfast verify' on other sets and use one that passes.",
          null);
    }
  }

  private HoldfastException differs(int database, long there, RdbSummary.Keys keys) {
    return ServerErrors.unfit(
        "a private server has %d keys in database %d of %s, which holds %d, %d of them expiring"
            .formatted(there, database, part.file(), keys.all(), keys.expiring()),
        "Run 'holdfast verify' on other sets and use one that passes.",
        null);
  }

  private static void stop(Process process) throws IOException {
    List<ProcessHandle> all = process.descendants().toList();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      all.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
