package io.holdfast.vault.browse;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of an entry a restore brings back. Inode, device of the file system, {@code ctime} and
 * {@code atime} are left out: they differ between copies of the same thing.
 *
 * @param attributes their values in base64, since arrays have no equality
 */
record Essence(
    NodeType type,
    int permissions,
    Instant modified,
    long uid,
    long gid,
    long size,
    @Nullable FileName linkTarget,
    Map<String, String> attributes,
    long device,
    List<BlobId> content,
    @Nullable BlobId subtree) {
  static Essence of(Node node) {
    return new Essence(
        node.type(),
        node.permissions(),
        node.modified(),
        node.uid(),
        node.gid(),
        node.size(),
        node.linkTarget(),
        attributesOf(node),
        node.device(),
        node.content(),
        node.subtree());
  }

  private static Map<String, String> attributesOf(Node node) {
    if (node.extendedAttributes().isEmpty()) {
      return Map.of();
    }
    Map<String, String> attributes = new TreeMap<>();
    for (ExtendedAttribute attribute : node.extendedAttributes()) {
      attributes.put(attribute.name(), Base64.getEncoder().encodeToString(attribute.value()));
    }
    return attributes;
  }

  /** Whether what is inside the two is the same, whatever is written on them. */
  boolean sameContent(Essence other) {
    return size == other.size
        && device == other.device
        && content.equals(other.content)
        && java.util.Objects.equals(linkTarget, other.linkTarget);
  }

  /** The same without what is below a directory. */
  Essence apart() {
    return new Essence(
        type, permissions, modified, uid, gid, size, linkTarget, attributes, device, content, null);
  }
}
