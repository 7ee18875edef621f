package io.holdfast.vault.retention;

import java.time.Duration;

/**
 * A clock that nobody sets by setting a machine's clock: that of the store, or that of a machine
 * since it was started.
 *
 * @param name tells it from every other; two readings say something only under one name
 * @param reading what it shows, in whole seconds
 */
public record Witness(String name, Duration reading) {}
