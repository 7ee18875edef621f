package io.holdfast.vault.pack;

/** Content, or a directory. They lie in separate packs, so that directories can be read quickly. */
public enum BlobKind {
  DATA("data"),
  TREE("tree");

  private final String wire;

  BlobKind(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public static BlobKind ofWire(String wire) {
    for (BlobKind kind : values()) {
      if (kind.wire.equals(wire)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("a blob is of the kind '" + wire + "', which is not known");
  }
}
