package io.holdfast.vault.tree;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a directory.
 *
 * @param name one path component, never empty, {@code .} or {@code ..}, and without a slash
 * @param permissions the low twelve bits of {@code st_mode}: rwx for three, set-id and sticky
 * @param modified {@code mtime}, to the nanosecond
 * @param accessed {@code atime}
 * @param changed {@code ctime}
 * @param user the owner's name where known, for people; {@code uid} decides
 * @param inode and {@code deviceId}: which nodes are one file (hard links), within one snapshot
 * @param links the number of hard links, 1 if unknown
 * @param linkTarget of a symbolic link, else null
 * @param device {@code st_rdev} of a device, else 0
 * @param content of a file: its blobs in order
 * @param subtree of a directory, else null
 */
public record Node(
    FileName name,
    NodeType type,
    int permissions,
    Instant modified,
    Instant accessed,
    Instant changed,
    long uid,
    long gid,
    String user,
    String group,
    long inode,
    long deviceId,
    long size,
    long links,
    @Nullable FileName linkTarget,
    List<ExtendedAttribute> extendedAttributes,
    long device,
    List<BlobId> content,
    @Nullable BlobId subtree) {
  public Node {
    extendedAttributes = List.copyOf(extendedAttributes);
    content = List.copyOf(content);
  }

  /** The same node with another content. */
  public Node withContent(List<BlobId> newContent, long newSize) {
    return copy(name, newContent, newSize, subtree);
  }

  /** The same directory with its tree. */
  public Node withSubtree(BlobId newSubtree) {
    return copy(name, content, size, newSubtree);
  }

  /** The same node under another name. */
  public Node named(FileName newName) {
    return copy(newName, content, size, subtree);
  }

  /** Only what a node gets after it was looked at; the rest is as the file system said. */
  private Node copy(
      FileName newName, List<BlobId> newContent, long newSize, @Nullable BlobId newSubtree) {
    return new Node(
        newName,
        type,
        permissions,
        modified,
        accessed,
        changed,
        uid,
        gid,
        user,
        group,
        inode,
        deviceId,
        newSize,
        links,
        linkTarget,
        extendedAttributes,
        device,
        newContent,
        newSubtree);
  }
}
