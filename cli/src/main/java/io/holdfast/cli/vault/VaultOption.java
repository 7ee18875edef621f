package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --vault}, and the vault there. */
public final class VaultOption {
  @Option(
      names = "--vault",
      paramLabel = "LOCATION",
      description = "Where the vault is: a path or s3://bucket/prefix (default: HOLDFAST_VAULT).")
  private @Nullable String location;

  @Mixin private LimitOptions limits;

  String location(Surroundings surroundings) {
    String given = location == null ? surroundings.environment().get("HOLDFAST_VAULT") : location;
    if (given == null || given.isBlank()) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "No vault was named",
          "Nothing was done.",
          "Give --vault LOCATION, or set HOLDFAST_VAULT.");
    }
    return given;
  }

  Vault open(Surroundings surroundings) {
    return VaultLocations.open(
        location(surroundings), password(surroundings), limits, surroundings);
  }

  /**
   * Another vault, at the same rates.
   *
   * @param passwordFile null means that its password is that of this one
   */
  Vault openOther(String other, @Nullable Path passwordFile, Surroundings surroundings) {
    return VaultLocations.open(
        other,
        passwordFile == null ? password(surroundings) : Passwords.in(passwordFile),
        limits,
        surroundings);
  }

  /** A new vault with the master key of another one. */
  Vault initTwin(Vault other, Surroundings surroundings) {
    return VaultLocations.initTwin(
        other, location(surroundings), password(surroundings), limits, surroundings);
  }

  Vault init(Surroundings surroundings) {
    return VaultLocations.init(
        location(surroundings), password(surroundings), limits, surroundings);
  }

  static Supplier<Password> password(Surroundings surroundings) {
    return Passwords.of(surroundings.environment(), null);
  }
}
