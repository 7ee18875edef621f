package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes nodes of entries. Two values are deliberately not what {@code stat} said, so that an
 * unchanged directory gives the same tree again: {@code accessed} repeats {@code mtime}, because
 * reading changes it, and {@code deviceId} is given only where it tells hard links apart, because
 * device numbers of network mounts change with each mount.
 */
final class Nodes {
  private final Owners owners;

  Nodes(Owners owners) {
    this.owners = owners;
  }

  Node of(Entry entry) {
    Stat stat = entry.stat();
    Content content = contentOf(entry);
    FileName target = entry.body() instanceof Body.Link link ? link.target() : null;
    BlobId subtree = entry.body() instanceof Body.Saved saved ? saved.tree() : null;
    return new Node(
        entry.name(),
        typeOf(stat),
        stat.permissions(),
        stat.modified(),
        stat.modified(),
        stat.changed(),
        Integer.toUnsignedLong(stat.uid()),
        Integer.toUnsignedLong(stat.gid()),
        owners.user(stat.uid()),
        owners.group(stat.gid()),
        stat.inode(),
        deviceOf(stat),
        content == null ? 0 : content.length(),
        stat.isDirectory() ? 1 : stat.links(),
        target,
        attributesOf(entry),
        stat.rdev(),
        content == null ? List.of() : content.blobs(),
        subtree);
  }

  /** The device, where it tells hard links apart; elsewhere none. */
  static long deviceOf(Stat stat) {
    return !stat.isDirectory() && stat.links() > 1 ? stat.device() : 0;
  }

  private static @Nullable Content contentOf(Entry entry) {
    return entry.stat().isRegular()
        ? Objects.requireNonNull(entry.content(), "a file's content was not saved")
        : null;
  }

  private static List<ExtendedAttribute> attributesOf(Entry entry) {
    return entry.attributes().isEmpty()
        ? List.of()
        : entry.attributes().stream()
            .map(attribute -> new ExtendedAttribute(attribute.name(), attribute.value()))
            .toList();
  }

  static NodeType typeOf(Stat stat) {
    return switch (stat.type()) {
      case REGULAR -> NodeType.FILE;
      case DIRECTORY -> NodeType.DIRECTORY;
      case SYMLINK -> NodeType.SYMLINK;
      case BLOCK_DEVICE -> NodeType.BLOCK_DEVICE;
      case CHARACTER_DEVICE -> NodeType.CHARACTER_DEVICE;
      case FIFO -> NodeType.FIFO;
      case SOCKET -> NodeType.SOCKET;
      case OTHER -> NodeType.IRREGULAR;
    };
  }
}
