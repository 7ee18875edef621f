package io.holdfast.vault.store;

/** An object as a listing shows it. */
public record StoredObject(String name, long size) {}
