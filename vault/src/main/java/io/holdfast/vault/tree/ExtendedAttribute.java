package io.holdfast.vault.tree;

/** An extended attribute: its name with its namespace ({@code user.origin}), and its raw value. */
public record ExtendedAttribute(String name, byte[] value) {}
