package io.holdfast.capture;

import io.holdfast.vault.tree.NodeType;
import java.time.Instant;

/** Something that changed although everything was to be suspended. */
public record WrittenInWindow(String path, Instant changed, NodeType type) {}
