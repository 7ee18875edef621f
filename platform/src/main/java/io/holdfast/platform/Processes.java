package io.holdfast.platform;

import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The door to other processes, and to what the operating system says of this one. */
public final class Processes {
  private static final String UNTIL_INPUT_ENDS =
      """
      exec 3<&0
      "$@" &
      server=$!
      { cat <&3 >/dev/null; kill -INT "$server"; } &
      wait "$server"
      """;

  private Processes() {}

  /**
   * Starts a program. Its standard input is a pipe from this process, so that it sees end-of-file
   * when this process dies, however it dies; its output goes to {@code log}.
   */
  public static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /** Starts a program whose output the caller reads; its standard error joins its output. */
  public static Process startPiped(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return builder.start();
  }

  /** As {@link #startPiped}, but its standard error goes to {@code log}. */
  public static Process startPiped(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /** As {@link #startPiped}, but its standard error goes where this process's goes. */
  public static Process startAnswering(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.start();
  }

  /**
   * What a short program prints, without the white space around it.
   *
   * @throws IOException if it cannot be started, or fails: then with what it said
   */
  public static String answerOf(String... command) throws IOException {
    Process process = startPiped(List.of(command), Map.of());
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + status + ": " + said.strip());
    }
    return said.strip();
  }

  /**
   * The command of a shell that runs {@code command} and interrupts it when the shell's standard
   * input ends. Started by one of the above, that is when this process closes it or dies, however
   * it dies.
   */
  public static List<String> untilInputEnds(List<String> command) {
    List<String> shell = new ArrayList<>(List.of("sh", "-c", UNTIL_INPUT_ENDS, "until-input-ends"));
    shell.addAll(command);
    return shell;
  }

  /**
   * Ends what {@link #untilInputEnds} runs: closes its input, and kills it with all that it has
   * started if it is still there after half a minute, or if this thread is interrupted.
   */
  public static void endInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // Then it has seen the end, or is gone.
    }
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The same command for what refuses to run as root: then, and only then, as {@code user}. */
  public static List<String> withoutRoot(String user, List<String> command) {
    if (!Posix.isSuperuser()) {
      return command;
    }
    List<String> wrapped =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--"));
    wrapped.addAll(command);
    return wrapped;
  }

  /**
   * The same command without those variables of this process's environment whose names {@code
   * unwanted} tells, apart from what it is told itself.
   *
   * @param told what is put into the environment for this command
   */
  public static List<String> withoutVariables(
      Predicate<String> unwanted, Map<String, String> told, List<String> command) {
    List<String> names =
        System.getenv().keySet().stream()
            .filter(unwanted)
            .filter(name -> !told.containsKey(name))
            .sorted()
            .toList();
    if (names.isEmpty()) {
      return command;
    }
    List<String> wrapped = new ArrayList<>(List.of("env"));
    names.forEach(name -> wrapped.addAll(List.of("-u", name)));
    wrapped.addAll(command);
    return wrapped;
  }

  public static long ownPid() {
    return ProcessHandle.current().pid();
  }

  public static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The java program that runs this one. */
  public static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unknown) {
      String fromEnvironment = System.getenv("HOSTNAME");
      return fromEnvironment == null ? "localhost" : fromEnvironment;
    }
  }

  public static String userName() {
    return System.getProperty("user.name", "");
  }
}
