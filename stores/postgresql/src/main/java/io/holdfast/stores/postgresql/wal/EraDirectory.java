package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** The directory of an era or of a base backup, as the vault has it. */
record EraDirectory(BlobSource source, List<Node> nodes) {
  private static final int LONGEST = 1 << 20;

  EraDirectory {
    nodes = List.copyOf(nodes);
  }

  static EraDirectory of(BlobSource source, BlobId tree) {
    return new EraDirectory(source, source.tree(tree).nodes());
  }

  BlobId subtree(String name) {
    if (named(name).subtree() instanceof BlobId tree) {
      return tree;
    }
    throw damaged(name + " is no directory");
  }

  byte[] content(String name) {
    Node file = named(name);
    if (file.size() > LONGEST) {
      throw damaged(name + " is too long");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    file.content().forEach(blob -> content.writeBytes(source.data(blob)));
    return content.toByteArray();
  }

  private Node named(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(FileName.of(name)))
        .findFirst()
        .orElseThrow(() -> damaged("it has no " + name));
  }

  static HoldfastException damaged(String why) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        "An era of the write-ahead log in the vault cannot be used: " + why,
        "Nothing was changed; sets and other eras do not depend on it.",
        "Run 'holdfast vault check'. A base backup begins a new era.");
  }
}
