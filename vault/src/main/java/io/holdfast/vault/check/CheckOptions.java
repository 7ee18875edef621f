package io.holdfast.vault.check;

/**
 * @param readData whether every pack is read and every blob opened; otherwise directories only are
 *     read
 */
public record CheckOptions(boolean readData) {}
