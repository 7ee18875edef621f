package io.holdfast.capture;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An earlier capture of the same tree in the vault, as the state that a first pass begins with.
 * What the vault lacks or has damaged is not an error here: it is read from the tree again, which
 * heals it.
 *
 * @param settledBefore what was changed at or after it is read again, see {@link Entry#settled}
 * @param table what this machine remembers of it, which spares the vault; null if it does not
 */
record EarlierCapture(BlobSource source, Instant settledBefore, @Nullable CaptureTable table) {
  Listing load(BlobId tree) {
    Listing remembered = table == null ? null : table.find(tree, this);
    return remembered == null ? read(tree) : remembered;
  }

  private Listing read(BlobId tree) {
    List<Node> nodes;
    try {
      nodes = source.tree(tree).nodes();
    } catch (HoldfastException notThere) {
      return Listing.EMPTY;
    }
    @Nullable Entry[] entries = new Entry[nodes.size()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(nodes.get(i));
    }
    return Listing.of(entries);
  }

  private Entry entry(Node node) {
    FileName target = node.linkTarget();
    BlobId subtree = node.subtree();
    return switch (node.type()) {
      case FILE -> {
        Body body = new Body.File(new Content(node.content(), node.size()));
        yield entry(node, FileType.REGULAR, node.size(), body);
      }
      case DIRECTORY -> {
        Body body =
            subtree == null ? new Body.Listed(Listing.EMPTY) : new Body.Stored(this, subtree);
        yield entry(node, FileType.DIRECTORY, 0, body);
      }
      case SYMLINK -> {
        FileName to = target == null ? FileName.of("") : target;
        yield entry(node, FileType.SYMLINK, to.bytes().length, new Body.Link(to));
      }
      case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR ->
          entry(node, FileType.OTHER, 0, new Body.Special());
    };
  }

  private Entry entry(Node node, FileType type, long size, Body body) {
    Stat stat =
        Stat.recorded(
            type,
            node.permissions(),
            (int) node.links(),
            (int) node.uid(),
            (int) node.gid(),
            node.inode(),
            node.deviceId(),
            node.device(),
            size,
            node.modified(),
            node.changed());
    return entry(node.name(), stat, body, attributes(node));
  }

  /** An entry as that capture had it: settled if nothing that came later can hide behind it. */
  Entry entry(FileName name, Stat stat, Body body, List<Attribute> attributes) {
    boolean reusable =
        body instanceof Body.File file && isWhole(file.content())
            || body instanceof Body.Link link && link.target().bytes().length > 0;
    boolean settled = reusable && stat.changed().isBefore(settledBefore);
    return new Entry(name, stat, body, attributes, settled);
  }

  private static List<Attribute> attributes(Node node) {
    return node.extendedAttributes().isEmpty()
        ? List.of()
        : node.extendedAttributes().stream().map(EarlierCapture::attribute).toList();
  }

  private static Attribute attribute(ExtendedAttribute attribute) {
    return new Attribute(attribute.name(), attribute.value());
  }

  /** Whether the vault has all of a file's content, and it adds up. */
  private boolean isWhole(Content file) {
    try {
      long length = 0;
      for (BlobId blob : file.blobs()) {
        length += source.dataLength(blob);
      }
      return length == file.length();
    } catch (HoldfastException missing) {
      return false;
    }
  }
}
