package io.holdfast.usage.record;

/** A line that is no usage record, and why. */
public record Malformed(String reason) implements Decoded {}
