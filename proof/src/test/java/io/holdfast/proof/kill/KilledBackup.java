package io.holdfast.proof.kill;

import io.holdfast.engine.Backup;
import io.holdfast.engine.Providers;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

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

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Step step = Step.valueOf(arguments[1]);
    int occurrence = Integer.parseInt(arguments[2]);
    Fate fate = Fate.valueOf(arguments[3]);
    Installation installation = ConfigParser.parse(file.toString(), Files.readString(file));
    Linter.requireSound(installation);
    Path passwordFile = Objects.requireNonNull(installation.vault().passwordFile());
    String password = Files.readString(passwordFile).strip();
    int[] seen = new int[1];
    try (Password given = Password.of(password.toCharArray());
        Vault vault =
            Vault.open(
                new LocalObjectStore(Path.of(installation.vault().location())),
                given,
                Randomness.SECURE,
                Clock.SYSTEM)) {
      new Backup(
              installation,
              installation.rules().getFirst(),
              vault,
              Providers.load(),
              Clock.SYSTEM,
              Randomness.SECURE,
              new Backup.Options(
                  Objects.requireNonNull(installation.state()),
                  2,
                  "proof",
                  now -> {
                    if (now == step && ++seen[0] == occurrence) {
                      meet(fate);
                    }
                  }))
          .run(Progress.NONE);
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
