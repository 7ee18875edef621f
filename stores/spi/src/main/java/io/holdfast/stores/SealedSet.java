package io.holdfast.stores;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A sealed set, for a driver that brings its store back from it and from what was written since.
 *
 * @param id as people name it
 * @param member of the store; empty if the set has none. Reads the manifest: fails with what is
 *     wrong with it
 */
public record SealedSet(String id, Instant sealed, Supplier<Optional<EarlierMember>> member) {}
