package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every process that the proofs start, so that none of them outlives the tests. */
public final class Children {
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "children"));
  }

  private Children() {}

  /** Starts it and remembers it. */
  public static Process start(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      ALIVE.add(process);
      process.onExit().thenAccept(ALIVE::remove);
      return process;
    } catch (IOException missing) {
      return fail(
          "'%s' cannot be run: %s. These proofs need restic and attr (Debian: apt install restic attr)."
              .formatted(builder.command().getFirst(), missing.getMessage()));
    }
  }

  /** A JVM on the class path of the tests; {@code words} are its main class and arguments. */
  public static List<String> java(List<String> flags, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(words);
    return command;
  }

  /** Waits for its end and returns its exit code; 128 and the signal's number if it was killed. */
  public static int awaitEnd(Process process, long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("process %d did not end within %d s".formatted(process.pid(), seconds));
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return fail("interrupted while waiting for a process");
    }
  }

  /** Sends a signal by the name that kill(1) knows. */
  public static void signal(long pid, String name) {
    awaitEnd(start(new ProcessBuilder("kill", "-" + name, Long.toString(pid))), 10);
  }

  /** Whether it is stopped by a signal. */
  public static boolean isStopped(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * The processes whose command line names this path: those which work for one test's directory.
   */
  public static List<Long> workingIn(Path directory, String mainClass) {
    List<Long> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              String line = commandLine(process.pid());
              if (line.contains(mainClass) && line.contains(directory + "/")) {
                found.add(process.pid());
              }
            });
    return found;
  }

  private static String commandLine(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }
}
