package io.holdfast.model.set;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A store's capture inside a set.
 *
 * @param path where it stands in the set's tree, with forward slashes
 * @param completed when all of it had been proved and given to the vault; null in sets made before
 *     this was kept
 * @param evidence what the store's driver knows of it; its keys are the driver's
 */
public record Member(
    String store,
    String kind,
    String path,
    Point point,
    @Nullable Instant completed,
    long files,
    long bytes,
    ObjectNode evidence) {}
