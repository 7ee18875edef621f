package io.holdfast.capture;

import io.holdfast.vault.tree.NodeType;

/**
 * Something that was left out on purpose.
 *
 * @param path relative to the root, escaped for display
 * @param rule why: {@code duplicate-udr tmp}, {@code TEMP.}, {@code owned elsewhere}
 */
public record Excluded(String path, String rule, NodeType type, long size) {}
