package io.holdfast.model.installation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a vault is and where its password comes from.
 *
 * @param location a path or {@code s3://bucket/prefix}
 * @param passwordFile a file whose first line is the password; null means the environment
 */
public record VaultLocation(String location, @Nullable Path passwordFile) {}
