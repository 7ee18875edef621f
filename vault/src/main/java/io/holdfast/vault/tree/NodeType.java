package io.holdfast.vault.tree;

/** What a node is; {@link #wire} is its name in the format. */
public enum NodeType {
  FILE("file"),
  DIRECTORY("dir"),
  SYMLINK("symlink"),
  BLOCK_DEVICE("dev"),
  CHARACTER_DEVICE("chardev"),
  FIFO("fifo"),
  SOCKET("socket"),
  IRREGULAR("irregular");

  private final String wire;

  NodeType(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }
}
