package io.holdfast.capture;

/** Something that should have been captured and could not be. */
public record Skipped(String path, String reason) {}
