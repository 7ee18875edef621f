package io.holdfast.vault.check;

/**
 * @param reading which packs are read and their blobs opened; otherwise directories only are read
 * @param coldToo whether cold packs that can be read are read like others, at whatever price
 */
public record CheckOptions(PackReading reading, boolean coldToo) {
  /** Cold packs are left out. */
  public CheckOptions(PackReading reading) {
    this(reading, false);
  }

  public CheckOptions(boolean readData) {
    this(readData ? PackReading.ALL : PackReading.NONE);
  }
}
