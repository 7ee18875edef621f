package io.holdfast.capture;

/**
 * A file that changed during each of {@code attempts} reads: what was captured may be a mixture.
 */
public record Torn(String path, int attempts) {}
