package io.holdfast.proof.kill;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.proof.real.WatchedBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A backup as {@code holdfast backup} makes it, in a process that meets its fate at a chosen step.
 * Arguments: the configuration, the step, its occurrence from 1, the fate.
 */
final class KilledBackup {
  private KilledBackup() {}

  /** What happens at the step. */
  enum Fate {
    /** kill -9. */
    KILLED,
    /** kill -9, and the guardian with it. */
    KILLED_WITH_GUARDIAN,
    /** kill -STOP: the process hangs, its pipes stay open. */
    STOPPED
  }

  public static void main(String[] arguments) {
    Path config = Path.of(arguments[0]);
    Step step = Step.valueOf(arguments[1]);
    int occurrence = Integer.parseInt(arguments[2]);
    Fate fate = Fate.valueOf(arguments[3]);
    int[] seen = new int[1];
    try {
      WatchedBackup.run(
          config,
          now -> {
            if (now == step && ++seen[0] == occurrence) {
              meet(fate);
            }
          });
    } catch (HoldfastException failed) {
      System.err.println(failed.code().code() + " " + failed.getMessage());
      System.exit(failed.code().exitCode());
    }
  }

  private static void meet(Fate fate) {
    if (fate == Fate.KILLED_WITH_GUARDIAN) {
      ProcessHandle.current()
          .children()
          .forEach(
              child -> {
                child.destroyForcibly();
                child.onExit().join();
              });
    }
    String signal = fate == Fate.STOPPED ? "-STOP" : "-KILL";
    try {
      new ProcessBuilder("kill", signal, Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
