package io.holdfast.stores;

import io.holdfast.platform.Clock;
import io.holdfast.vault.Vault;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a driver may use to bring a store back out of its log.
 *
 * @param sets the installation's, the newest first
 * @param threads how many files may be read at once
 */
public record LogContext(
    String installation, Vault vault, Supplier<List<SealedSet>> sets, Clock clock, int threads) {}
