package io.holdfast.proof.kill;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.WatchedBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backup as {@code holdfast backup} makes it, in a process that meets its fate at a chosen step.
 * Arguments: the configuration, the step, its occurrence from 1, the fate, the process that some
 * fates are for, and perhaps a file that is overwritten when the first store is fixed.
 */
public final class KilledBackup {
  private KilledBackup() {}

  /** What happens at the step. */
  public enum Fate {
    /** kill -9. */
    KILLED,
    /** kill -9, and the guardian with it. */
    KILLED_WITH_GUARDIAN,
    /** kill -STOP: the process hangs, its pipes stay open. */
    STOPPED,
    /** kill -9 of the guardian alone. */
    GUARDIAN_KILLED,
    /** kill -STOP of the guardian alone. */
    GUARDIAN_STOPPED,
    /** kill -9 of the given process. */
    OTHER_KILLED,
    /** kill -STOP of the given process. */
    OTHER_STOPPED
  }

  public static void main(String[] arguments) {
    Path config = Path.of(arguments[0]);
    Step step = Step.valueOf(arguments[1]);
    int occurrence = Integer.parseInt(arguments[2]);
    Fate fate = Fate.valueOf(arguments[3]);
    long other = Long.parseLong(arguments[4]);
    Optional<Path> overwritten = Stream.of(arguments).skip(5).findFirst().map(Path::of);
    int[] seen = new int[1];
    boolean[] written = new boolean[1];
    try {
      WatchedBackup.run(
          config,
          now -> {
            if (now == Step.FIXED && !written[0]) {
              written[0] = true;
              overwritten.ifPresent(file -> Site.write(file, "in the window\n"));
            }
            if (now == step && ++seen[0] == occurrence) {
              meet(fate, other);
            }
          });
    } catch (HoldfastException failed) {
      System.err.println(failed.code().code() + " " + failed.getMessage());
      System.exit(failed.code().exitCode());
    }
  }

  private static void meet(Fate fate, long other) {
    long self = ProcessHandle.current().pid();
    switch (fate) {
      case KILLED -> signal("KILL", self);
      case KILLED_WITH_GUARDIAN -> {
        killGuardian();
        signal("KILL", self);
      }
      case STOPPED -> signal("STOP", self);
      case GUARDIAN_KILLED -> killGuardian();
      case GUARDIAN_STOPPED ->
          ProcessHandle.current().children().forEach(child -> signal("STOP", child.pid()));
      case OTHER_KILLED -> signal("KILL", other);
      case OTHER_STOPPED -> signal("STOP", other);
    }
  }

  private static void killGuardian() {
    ProcessHandle.current()
        .children()
        .forEach(
            child -> {
              child.destroyForcibly();
              child.onExit().join();
            });
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
