package io.holdfast.cli;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;

/**
 * A vault whose password costs little to try: each command of a test pays for it, and the strength
 * is not what is looked at.
 */
public final class QuickVault {
  private QuickVault() {}

  public static void init(Path directory, String password) {
    Vault.init(
            new LocalObjectStore(directory),
            Password.of(password),
            Randomness.SECURE,
            Clock.SYSTEM,
            KdfParameters.forTests())
        .close();
  }
}
