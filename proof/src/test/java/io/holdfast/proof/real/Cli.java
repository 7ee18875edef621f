package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program {@code holdfast}, each call a process of its own with nothing but the given settings.
 */
public final class Cli {
  private static final String MAIN = "io.holdfast.cli.Main";
  private static final long PATIENCE_SECONDS = 240;

  private final Map<String, String> environment;
  private final List<String> prefix;
  private final List<String> flags;

  private Cli(Map<String, String> environment, List<String> prefix, List<String> flags) {
    this.environment = environment;
    this.prefix = prefix;
    this.flags = flags;
  }

  /** With no password and no vault named. */
  public static Cli bare() {
    return new Cli(Map.of(), List.of(), List.of());
  }

  /** With one more variable in its environment. */
  public Cli with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Cli(more, prefix, flags);
  }

  /** Started by another program, such as one that takes its rights or its room away first. */
  public Cli under(String... words) {
    return new Cli(environment, List.of(words), flags);
  }

  /** With one more flag for its JVM. */
  public Cli flag(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new Cli(environment, prefix, more);
  }

  /** Runs one command line to its end. */
  public Outcome run(String... arguments) {
    return start(arguments).await();
  }

  /** Starts one command line. */
  public Running start(String... arguments) {
    return launch(MAIN, List.of(arguments));
  }

  /** Starts another main class in the same surroundings. */
  public Running launch(String main, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(main));
    words.addAll(arguments);
    // As a terminal starts it, even if these tests run where signals are ignored (a background
    // job).
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
    command.addAll(prefix);
    command.addAll(Children.java(flags, words));
    try {
      Path out = Files.createTempFile("holdfast-proof", ".out");
      Path err = Files.createTempFile("holdfast-proof", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST"));
      // Not the home of whoever runs the tests.
      builder.environment().put("XDG_CACHE_HOME", Path.of("target/cache").toAbsolutePath() + "");
      builder.environment().putAll(environment);
      return new Running(Children.start(builder), arguments, out, err);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** A command at work. */
  public static final class Running {
    private final Process process;
    private final List<String> arguments;
    private final Path out;
    private final Path err;

    Running(Process process, List<String> arguments, Path out, Path err) {
      this.process = process;
      this.arguments = arguments;
      this.out = out;
      this.err = err;
    }

    public long pid() {
      return process.pid();
    }

    public boolean isAlive() {
      return process.isAlive();
    }

    /** What it has said on standard output so far. */
    public String said() {
      return read(out);
    }

    /** Waits for its end. */
    public Outcome await() {
      int exit = Children.awaitEnd(process, PATIENCE_SECONDS);
      Outcome outcome = new Outcome(arguments, exit, read(out), read(err));
      try {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      } catch (IOException leftInTemp) {
        return fail("the output of a command cannot be removed: " + leftInTemp);
      }
      return outcome;
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}
