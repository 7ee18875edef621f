package io.holdfast.vault.prune;

/** Some packs: how many, and how many bytes they take in the store. */
public record Packs(long count, long bytes) {
  public static final Packs NONE = new Packs(0, 0);

  public Packs plus(long packBytes) {
    return new Packs(count + 1, bytes + packBytes);
  }
}
