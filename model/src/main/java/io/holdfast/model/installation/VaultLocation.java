package io.holdfast.model.installation;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a vault is and where its password comes from.
 *
 * @param location a path or {@code s3://bucket/prefix}
 * @param passwordFile a file whose first line is the password; null means the environment
 * @param minimumRetention what the vault is told to keep everything for at least; zero tells it
 *     nothing, and what it was told before holds
 */
public record VaultLocation(
    String location, @Nullable Path passwordFile, Duration minimumRetention) {
  /** A vault that is told nothing. */
  public VaultLocation(String location, @Nullable Path passwordFile) {
    this(location, passwordFile, Duration.ZERO);
  }
}
