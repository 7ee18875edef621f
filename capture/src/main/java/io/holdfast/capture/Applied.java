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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives a restored entry its metadata. The order matters: giving a file away clears its set-id bits
 * and capabilities, an ACL changes the permissions, and every change but the last moves the times.
 */
final class Applied {
  private final boolean superuser;
  private final boolean exact;
  private final AtomicBoolean ownersDiffer = new AtomicBoolean();
  private final Named<NotRestored> notRestored =
      new Named<>(Comparator.comparing(NotRestored::path));

  /**
   * @param exact whether attributes may be there that the snapshot does not have; a directory that
   *     was there can give them to what is made in it
   */
  Applied(boolean superuser, boolean exact) {
    this.superuser = superuser;
    this.exact = exact;
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
    for (String extra : exact ? superfluous(node, handle.attributes()) : List.<String>of()) {
      attempt(path, "absence of " + extra, () -> handle.removeAttribute(extra));
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
    for (String extra : exact ? superfluous(node, directory.attributes(name)) : List.<String>of()) {
      attempt(path, "absence of " + extra, () -> directory.removeAttribute(name, extra));
    }
    for (ExtendedAttribute attribute : node.extendedAttributes()) {
      attempt(path, label(attribute), () -> directory.setAttribute(name, toPosix(attribute)));
    }
    if (node.type() != NodeType.SYMLINK) {
      attempt(path, "permissions", () -> directory.setPermissions(name, node.permissions()));
    }
    attempt(path, "times", () -> directory.setTimes(name, node.accessed(), node.modified()));
  }

  /** Whether an entry has what {@link #to} would give it, as far as this user can. */
  boolean isOn(Node node, Stat stat, List<Attribute> attributes) {
    boolean owned = stat.uid() == (int) node.uid() && stat.gid() == (int) node.gid();
    if (!owned && !superuser) {
      ownersDiffer.set(true);
    }
    return (owned || !superuser)
        && (node.type() == NodeType.SYMLINK || stat.permissions() == node.permissions())
        && stat.modified().equals(node.modified())
        && node.extendedAttributes().stream().allMatch(wanted -> isAmong(attributes, wanted))
        && superfluous(node, attributes).isEmpty();
  }

  private static boolean isAmong(List<Attribute> attributes, ExtendedAttribute wanted) {
    return attributes.stream()
        .anyMatch(
            there ->
                there.name().equals(wanted.name()) && Arrays.equals(there.value(), wanted.value()));
  }

  /**
   * Only what users and access control put there: a file system's own labels come with every entry
   * and are not in the way of anything.
   */
  private List<String> superfluous(Node node, List<Attribute> there) {
    return there.stream()
        .map(Attribute::name)
        .filter(
            name ->
                name.startsWith("user.")
                    || name.startsWith("system.posix_acl_")
                    || (superuser && name.equals("security.capability")))
        .filter(
            name ->
                node.extendedAttributes().stream().noneMatch(wanted -> wanted.name().equals(name)))
        .toList();
  }

  /**
   * Lets the owner at what the owner may not touch; it gets its permissions at the end. Where it
   * belongs to another it is refused, and so is what comes after.
   */
  void unlock(Directory directory, FileName name, int permissions) {
    if (superuser) {
      return;
    }
    try {
      directory.setPermissions(name, permissions);
    } catch (IOException refused) {
      // Opening it will tell what is wrong, and about which entry.
      return;
    }
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
