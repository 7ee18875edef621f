package io.holdfast.proof.real;

import io.holdfast.engine.Backup;
import io.holdfast.engine.Providers;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** A backup as {@code holdfast backup} makes it, with somebody standing at each step. */
public final class WatchedBackup {
  private WatchedBackup() {}

  /**
   * Runs it in this process.
   *
   * @param listener called at each step, when it is in the journal and before the next one begins
   */
  public static Backup.Result run(Path config, Consumer<Step> listener) {
    Installation installation = ConfigParser.parse(config.toString(), Site.read(config));
    Linter.requireSound(installation);
    String password = Site.read(Objects.requireNonNull(installation.vault().passwordFile()));
    try (Password given = Password.of(password.strip().toCharArray());
        Vault vault =
            Vault.open(
                new LocalObjectStore(Path.of(installation.vault().location())),
                given,
                Randomness.SECURE,
                Clock.SYSTEM)) {
      return new Backup(
              installation,
              installation.rules().getFirst(),
              vault,
              Providers.load(),
              Clock.SYSTEM,
              Randomness.SECURE,
              new Backup.Options(
                  Objects.requireNonNull(installation.state()), 2, "proof", listener))
          .run(Progress.NONE);
    }
  }
}
