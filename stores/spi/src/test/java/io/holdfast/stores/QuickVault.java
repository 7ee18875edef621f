package io.holdfast.stores;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;

/** A new vault in a directory, whose password costs little to try. */
public final class QuickVault {
  public static final String PASSWORD = "p";

  private QuickVault() {}

  public static Vault in(Path directory) {
    return Vault.init(
        new LocalObjectStore(directory),
        Password.of(PASSWORD),
        Randomness.SECURE,
        Clock.SYSTEM,
        KdfParameters.forTests());
  }
}
