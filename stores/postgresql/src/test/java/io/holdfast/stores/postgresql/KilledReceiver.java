package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.QuickVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;
import java.time.Duration;

/** A program that receives for ever, to be killed by {@link KilledReceiverTest}. */
final class KilledReceiver {
  private KilledReceiver() {}

  /** Of the vault, the work directory, the database's url, the user and the password file. */
  public static void main(String[] arguments) {
    StoreSpec.Physical physical =
        new StoreSpec.Physical(
            "holdfast", Duration.ofMillis(100), Duration.ofDays(7), 1L << 40, StoreSpec.OnLag.WARN);
    StoreSpec.Postgresql spec =
        new StoreSpec.Postgresql("db", arguments[2], arguments[3], Path.of(arguments[4]), physical);
    try (Vault vault =
        Vault.open(
            new LocalObjectStore(Path.of(arguments[0])),
            Password.of(QuickVault.PASSWORD),
            Randomness.SECURE,
            Clock.SYSTEM)) {
      new PostgresqlProvider()
          .logReceiver(spec, "billing", vault, Clock.SYSTEM, Path.of(arguments[1]))
          .orElseThrow()
          .receive(() -> false, said(), Progress.NONE);
    }
  }

  private static LogReceiver.Listener said() {
    return new LogReceiver.Listener() {
      @Override
      public void stored(String reached, long behind) {
        System.out.println("stored " + reached);
      }

      @Override
      public void warning(String what) {
        System.out.println("warning " + what);
      }
    };
  }
}
