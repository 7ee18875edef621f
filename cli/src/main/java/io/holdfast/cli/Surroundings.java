package io.holdfast.cli;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.ShownProgress;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Terminal;
import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every command is given: where to speak, and the doors that it may go through. */
public final class Surroundings {
  private static final String LIMITS =
      "The operating system's own calls cannot be made here, so that files are reached through"
          + " Java's: ACLs and attributes other than user.* are not seen, holes are read as zeros,"
          + " and FIFOs, sockets and devices cannot be restored.";

  private final Output output;
  private final PrintStream err;

  Surroundings(Output output, PrintStream err) {
    this.output = output;
    this.err = err;
  }

  public Output output() {
    return output;
  }

  public Clock clock() {
    return Clock.SYSTEM;
  }

  public Randomness randomness() {
    return Randomness.SECURE;
  }

  public Map<String, String> environment() {
    return System.getenv();
  }

  /** Whether {@code HOLDFAST_DEBUG} asks for this, among other words with commas between. */
  public boolean debugs(String what) {
    String asked = environment().get("HOLDFAST_DEBUG");
    return asked != null && List.of(asked.split(",")).contains(what);
  }

  /** Says what a command that reads or writes trees will miss, if it will. */
  public void tellLimits() {
    if (!Posix.isNative()) {
      output.note(LIMITS);
      output.event("notice", Output.object().put("message", LIMITS));
    }
  }

  /** One line for whoever looks for a fault, beside all output. */
  public void debug(String line) {
    err.println(line);
  }

  public Progress progress() {
    Console console = System.console();
    return new ShownProgress(output, clock(), err, console != null && console.isTerminal());
  }

  /** How results may look; the launcher tells when the user's locale knows ASCII alone. */
  public Look look() {
    return Look.of(environment(), Boolean.getBoolean("holdfast.ascii"), Terminal.columns());
  }

  /** How many files are worked on at once. */
  public int threads() {
    return Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
  }

  /** Where Holdfast keeps its journal unless the configuration says otherwise. */
  public Path defaultState(String installation) {
    return ofUser("XDG_STATE_HOME", ".local/state").resolve(installation);
  }

  /** Where is kept what spares work and would not be missed; nowhere for a user without a home. */
  public Optional<Path> cache() {
    return Optional.of(ofUser("XDG_CACHE_HOME", ".cache")).filter(Path::isAbsolute);
  }

  private Path ofUser(String variable, String below) {
    String told = environment().get(variable);
    Path base =
        told == null || told.isBlank()
            ? Path.of(System.getProperty("user.home")).resolve(below)
            : Path.of(told);
    return base.resolve("holdfast");
  }
}
