package io.holdfast.vault.check;

/**
 * @param reading which packs are read and their blobs opened; otherwise directories only are read
 */
public record CheckOptions(PackReading reading) {
  public CheckOptions(boolean readData) {
    this(readData ? PackReading.ALL : PackReading.NONE);
  }
}
