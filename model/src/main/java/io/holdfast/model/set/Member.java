package io.holdfast.model.set;

import tools.jackson.databind.node.ObjectNode;

/**
 * A store's capture inside a set.
 *
 * @param path where it stands in the set's tree, with forward slashes
 * @param evidence what the store's driver knows of it; its keys are the driver's
 */
public record Member(
    String store,
    String kind,
    String path,
    Point point,
    long files,
    long bytes,
    ObjectNode evidence) {}
