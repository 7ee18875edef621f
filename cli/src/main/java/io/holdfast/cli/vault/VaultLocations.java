package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LoggedObjectStore;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStores;
import io.holdfast.vault.store.RetryingObjectStore;
import java.util.function.Supplier;

/** From the words of a location to an open vault. */
public final class VaultLocations {
  private VaultLocations() {}

  /** From the inside: each attempt is told and limited, and what fails in passing is repeated. */
  private static ObjectStore store(
      String location, LimitOptions limits, Surroundings surroundings) {
    ObjectStore store = ObjectStores.at(location, surroundings.clock());
    if (surroundings.debugs("store")) {
      store = new LoggedObjectStore(store, surroundings.clock(), surroundings::debug);
    }
    return new RetryingObjectStore(
        limits.inFrontOf(store, surroundings.clock()),
        surroundings.clock(),
        surroundings.randomness());
  }

  public static Vault open(
      String location, Supplier<Password> password, Surroundings surroundings) {
    return open(location, password, new LimitOptions(), surroundings);
  }

  /** As {@link #open}, at no more than these rates. */
  public static Vault open(
      String location,
      Supplier<Password> password,
      LimitOptions limits,
      Surroundings surroundings) {
    try (Password given = password.get()) {
      return Vault.open(
          store(location, limits, surroundings),
          given,
          surroundings.randomness(),
          surroundings.clock());
    }
  }

  public static Vault init(
      String location, Supplier<Password> password, Surroundings surroundings) {
    return init(location, password, new LimitOptions(), surroundings);
  }

  /** A new vault with the master key of another one. */
  static Vault initTwin(
      Vault other,
      String location,
      Supplier<Password> password,
      LimitOptions limits,
      Surroundings surroundings) {
    try (Password given = password.get()) {
      return other.initTwin(
          store(location, limits, surroundings),
          given,
          surroundings.randomness(),
          surroundings.clock(),
          KdfParameters.STANDARD);
    }
  }

  /** As {@link #init}, at no more than these rates. */
  static Vault init(
      String location,
      Supplier<Password> password,
      LimitOptions limits,
      Surroundings surroundings) {
    try (Password given = password.get()) {
      return Vault.init(
          store(location, limits, surroundings),
          given,
          surroundings.randomness(),
          surroundings.clock(),
          KdfParameters.STANDARD);
    }
  }
}
