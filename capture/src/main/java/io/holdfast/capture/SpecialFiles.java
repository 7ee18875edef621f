package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Restores what has no content of its own and is never opened: links, FIFOs, sockets, devices. */
final class SpecialFiles {
  private final RestoreWork work;

  SpecialFiles(RestoreWork work) {
    this.work = work;
  }

  void make(TargetDirectory at, Node node, @Nullable Stat there) throws IOException {
    String path = at.place.display(node.name());
    if (node.type() == NodeType.IRREGULAR) {
      work.applied().notRestored().add(new NotRestored(path, "file of unknown type", "unknown"));
    } else if (node.type() == NodeType.SYMLINK && node.linkTarget() == null) {
      throw new IOException("the snapshot has no target for this link");
    } else if (there != null && isSame(at, node, there)) {
      count(node);
      metadata(at, node, there, path);
    } else {
      if (there != null && there.isDirectory()) {
        InTheWay.clearDirectory(at, node.name(), work.options(), work.removal());
      }
      if (work.options().dryRun() || replace(at, node, there, path)) {
        count(node);
        work.tally().did(there == null ? Deed.CREATE : Deed.CHANGE, path, 0);
      }
    }
  }

  private void count(Node node) {
    if (node.type() == NodeType.SYMLINK) {
      work.tally().symlinks.increment();
    } else {
      work.tally().others.increment();
    }
  }

  /** One with other names may be anywhere else too, and is not touched. */
  private static boolean isSame(TargetDirectory at, Node node, Stat there) throws IOException {
    if (Nodes.typeOf(there) != node.type() || there.links() > 1) {
      return false;
    }
    return switch (node.type()) {
      case SYMLINK ->
          at.place
              .use(directory -> directory.readLink(node.name()))
              .equals(Objects.requireNonNull(node.linkTarget()));
      case BLOCK_DEVICE, CHARACTER_DEVICE -> there.rdev() == node.device();
      case FIFO, SOCKET -> true;
      case FILE, DIRECTORY, IRREGULAR -> false;
    };
  }

  private void metadata(TargetDirectory at, Node node, Stat there, String path) throws IOException {
    FileName name = node.name();
    at.place.with(
        directory -> {
          if (work.applied().isOn(node, there, directory.attributes(name))) {
            work.tally().unchanged();
            return;
          }
          if (!work.options().dryRun()) {
            work.applied().to(directory, name, node, path);
          }
          work.tally().did(Deed.METADATA, path, 0);
        });
  }

  /** Returns false if the target cannot have such a thing, which is noted. */
  private boolean replace(TargetDirectory at, Node node, @Nullable Stat there, String path)
      throws IOException {
    FileName name = node.name();
    boolean aside = there != null || !work.options().mode().rewritesInPlace();
    FileName madeAs = aside ? InTheWay.aside(name) : name;
    boolean made =
        at.place.use(
            directory -> {
              if (aside) {
                InTheWay.removeIfThere(directory, madeAs);
              }
              if (!make(directory, madeAs, node, path)) {
                return false;
              }
              work.applied().to(directory, madeAs, node, path);
              return true;
            });
    if (made && aside) {
      work.moveIntoPlace(at, madeAs, name);
    }
    return made;
  }

  private boolean make(Directory directory, FileName name, Node node, String path)
      throws IOException {
    if (node.type() == NodeType.SYMLINK) {
      directory.makeSymlink(name, Objects.requireNonNull(node.linkTarget()));
      return true;
    }
    try {
      directory.makeNode(name, typeOf(node), 0600, node.device());
      return true;
    } catch (PosixException refused) {
      if (refused.full()) {
        throw refused;
      }
      work.applied().notRestored().add(new NotRestored(path, node.type().wire(), refused.reason()));
      return false;
    }
  }

  private static FileType typeOf(Node node) {
    return switch (node.type()) {
      case FIFO -> FileType.FIFO;
      case SOCKET -> FileType.SOCKET;
      case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
      case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
      case FILE, DIRECTORY, SYMLINK, IRREGULAR ->
          throw new IllegalStateException(node.name() + " is no special file");
    };
  }
}
