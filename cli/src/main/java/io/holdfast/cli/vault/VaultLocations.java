package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.ObjectStore;
import java.nio.file.Path;
import java.util.function.Supplier;

/** From the words of a location to an open vault. */
public final class VaultLocations {
  private VaultLocations() {}

  public static ObjectStore store(String location) {
    if (location.contains("://")) {
      throw new HoldfastException(
          ErrorCode.NO_DRIVER,
          "There is no driver for the vault location " + location,
          "Nothing was done.",
          "Use a path: this version keeps vaults in local directories.");
    }
    return new LocalObjectStore(Path.of(location).toAbsolutePath().normalize());
  }

  public static Vault open(
      String location, Supplier<Password> password, Surroundings surroundings) {
    try (Password given = password.get()) {
      return Vault.open(store(location), given, surroundings.randomness(), surroundings.clock());
    }
  }

  public static Vault init(
      String location, Supplier<Password> password, Surroundings surroundings) {
    try (Password given = password.get()) {
      return Vault.init(
          store(location),
          given,
          surroundings.randomness(),
          surroundings.clock(),
          KdfParameters.STANDARD);
    }
  }
}
