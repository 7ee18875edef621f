package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Handle;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives a restored entry its metadata. The order matters: giving a file away clears its set-id bits
 * and capabilities, an ACL changes the permissions, and every change but the last moves the times.
 */
final class Applied {
  private final boolean superuser;
  private final AtomicBoolean ownersDiffer = new AtomicBoolean();
  private final Named<NotRestored> notRestored =
      new Named<>(Comparator.comparing(NotRestored::path));

  Applied(boolean superuser) {
    this.superuser = superuser;
  }

  /**
   * Whether something belongs to another than it was captured from: only root may give files away.
   */
  boolean ownersDiffer() {
    return ownersDiffer.get();
  }

  private void compareOwner(Node node, Stat stat) {
    if (stat.uid() != (int) node.uid() || stat.gid() != (int) node.gid()) {
      ownersDiffer.set(true);
    }
  }

  Named<NotRestored> notRestored() {
    return notRestored;
  }

  /** One change that the file system or this user's rights may refuse. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  void to(Handle handle, Node node, String path) throws IOException {
    if (superuser) {
      attempt(path, "owner", () -> handle.setOwner((int) node.uid(), (int) node.gid()));
    } else {
      compareOwner(node, handle.stat());
    }
    for (ExtendedAttribute attribute : node.extendedAttributes()) {
      attempt(path, label(attribute), () -> handle.setAttribute(toPosix(attribute)));
    }
    attempt(path, "permissions", () -> handle.setPermissions(node.permissions()));
    attempt(path, "times", () -> handle.setTimes(node.accessed(), node.modified()));
  }

  /** For what cannot be opened: a link, a FIFO, a socket, a device. */
  void to(Directory directory, FileName name, Node node, String path) throws IOException {
    if (superuser) {
      int uid = (int) node.uid();
      int gid = (int) node.gid();
      attempt(path, "owner", () -> directory.setOwner(name, uid, gid));
    } else {
      compareOwner(node, directory.stat(name));
    }
    for (ExtendedAttribute attribute : node.extendedAttributes()) {
      attempt(path, label(attribute), () -> directory.setAttribute(name, toPosix(attribute)));
    }
    if (node.type() != NodeType.SYMLINK) {
      attempt(path, "permissions", () -> directory.setPermissions(name, node.permissions()));
    }
    attempt(path, "times", () -> directory.setTimes(name, node.accessed(), node.modified()));
  }

  private static String label(ExtendedAttribute attribute) {
    return "extended attribute " + attribute.name();
  }

  private static Attribute toPosix(ExtendedAttribute attribute) {
    return new Attribute(attribute.name(), attribute.value());
  }

  /** A refusal is noted: the content is there, and an operator can set the rest. */
  private void attempt(String path, String what, Change change) throws IOException {
    try {
      change.make();
    } catch (PosixException refused) {
      if (refused.full()) {
        throw refused;
      }
      notRestored.add(new NotRestored(path, what, refused.reason()));
    }
  }
}
