package io.holdfast.platform.posix;

/** An extended attribute: its name with its namespace, and its raw value. */
public record Attribute(String name, byte[] value) {}
