package io.holdfast.usage.disk;

/**
 * What a database row says about a file: its path below the profile's directory, how many bytes are
 * committed, and the SHA-256 (lower-case hex) of exactly those bytes.
 */
public record FileState(String path, long length, String sha256) {}
