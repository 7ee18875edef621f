package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's programs of one version, in one directory.
 *
 * @param major such as 15
 */
record Programs(Path directory, int major) {
  private static final List<String> CLIENT = List.of("pg_dump", "pg_restore");
  private static final List<String> BASE_BACKUP = List.of("pg_basebackup");
  private static final List<String> SERVER =
      List.of("initdb", "postgres", "pg_restore", "pg_waldump");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** Debian's wrapper chooses a version by rules of its own; what it wraps is looked at instead. */
  private static final String WRAPPER = "pg_wrapper";

  /**
   * The client programs to use with a server: the oldest that are at least as new as it, because
   * what they write can then be read by the most programs.
   *
   * @throws HoldfastException HF-217 with what to install
   */
  static Programs forServer(int serverMajor, List<Path> places) {
    return client(serverMajor, CLIENT, places);
  }

  /** The same, of the program that takes base backups. */
  static Programs forBaseBackup(int serverMajor, List<Path> places) {
    return client(serverMajor, BASE_BACKUP, places);
  }

  private static Programs client(int serverMajor, List<String> wanted, List<Path> places) {
    List<Programs> found = in(places, wanted);
    return oldest(found, serverMajor)
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.NO_DATABASE_PROGRAMS,
                    "The server is PostgreSQL %d, and %s of that version or newer"
                            .formatted(serverMajor, String.join(" and ", wanted))
                        + " are needed; "
                        + (found.isEmpty()
                            ? "there are none on the PATH or in the usual places"
                            : "found are only " + found),
                    "Processing was not suspended, and nothing was changed.",
                    "Install them: postgresql-client-%d on Debian and Ubuntu, postgresql%d on Red Hat."
                        .formatted(serverMajor, serverMajor)));
  }

  /** Programs that can run a private server for a dump of that version, if there are any. */
  static Optional<Programs> ofServer(int dumpMajor, List<Path> places) {
    return oldest(in(places, SERVER), dumpMajor);
  }

  /** Programs that can run a server on a data directory of that version, if there are any. */
  static Optional<Programs> ofServerExactly(int major, List<Path> places) {
    return ofServer(major, places).filter(programs -> programs.major == major);
  }

  /**
   * The same command, deaf to what the user's environment says to PostgreSQL: {@code PGHOSTADDR} or
   * {@code PGSERVICE} would lead a client to another server, {@code PGPORT} a server to another
   * port, {@code PGOPTIONS} end a dump. Where passwords are looked for may be said.
   *
   * @param environment what the command is told by it
   */
  static List<String> alone(List<String> command, Map<String, String> environment) {
    return Processes.withoutVariables(
        name -> name.startsWith("PG") && !name.equals("PGPASSFILE"), environment, command);
  }

  /** Where packages put these programs, and the PATH. */
  static List<Path> usualPlaces() {
    Set<Path> places = new LinkedHashSet<>();
    for (String family :
        List.of("/usr/lib/postgresql", "/usr/local", "/opt/homebrew/opt", "/usr")) {
      try {
        for (Path entry : Disk.list(Path.of(family))) {
          String name = String.valueOf(entry.getFileName());
          if (family.endsWith("/postgresql")
              || name.startsWith("pgsql")
              || name.startsWith("postgresql@")) {
            places.add(entry.resolve("bin"));
          }
        }
      } catch (IOException unreadable) {
        continue; // Then nothing can be started from there either.
      }
    }
    String path = System.getenv("PATH");
    for (String one : path == null ? new String[0] : path.split(":")) {
      if (one.startsWith("/")) {
        places.add(Path.of(one));
      }
    }
    return List.copyOf(places);
  }

  private static Optional<Programs> oldest(List<Programs> found, int atLeast) {
    return found.stream()
        .filter(programs -> programs.major >= atLeast)
        .min(Comparator.comparingInt(Programs::major));
  }

  private static List<Programs> in(List<Path> places, List<String> wanted) {
    List<Programs> found = new ArrayList<>();
    for (Path place : places) {
      if (wanted.stream().allMatch(name -> isProgram(place.resolve(name)))) {
        version(place.resolve(wanted.getFirst()))
            .ifPresent(major -> found.add(new Programs(place, major)));
      }
    }
    return found;
  }

  private static boolean isProgram(Path file) {
    try {
      return Disk.exists(file) && !Disk.realPath(file).endsWith(WRAPPER);
    } catch (IOException leadsNowhere) {
      return false;
    }
  }

  private static Optional<Integer> version(Path program) {
    try {
      Process process = Processes.startPiped(List.of(program.toString(), "--version"), Map.of());
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(said);
      return version.find() ? Optional.of(Integer.parseInt(version.group(1))) : Optional.empty();
    } catch (IOException doesNotRun) {
      return Optional.empty();
    }
  }

  /** One of them, for a command line. */
  String program(String name) {
    return directory.resolve(name).toString();
  }

  boolean has(String name) {
    return isProgram(directory.resolve(name));
  }

  @Override
  public String toString() {
    return major + " in " + directory;
  }
}
