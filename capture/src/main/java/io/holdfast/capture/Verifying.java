package io.holdfast.capture;

import io.holdfast.capture.ContentReader.LinkKey;
import io.holdfast.capture.VerifyReport.Difference;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One reading back at work. */
final class Verifying {
  private final BlobSource source;
  private final Crew crew;
  private final boolean superuser;
  private final Progress.Phase progress;
  private final Map<LinkKey, Long> inodes = new ConcurrentHashMap<>();
  private final Named<Difference> differences =
      new Named<>(Comparator.comparing(Difference::path).thenComparing(Difference::what));
  private final LongAdder files = new LongAdder();
  private final LongAdder directories = new LongAdder();
  private final LongAdder others = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  Verifying(BlobSource source, int readers, boolean superuser, Progress.Phase progress) {
    this.source = source;
    this.crew = new Crew("verify", readers);
    this.superuser = superuser;
    this.progress = progress;
  }

  void run(Place root, BlobId tree) {
    crew.add(() -> directory(root, tree));
    crew.work();
  }

  VerifyReport report(Duration elapsed) {
    return new VerifyReport(
        files.sum(),
        directories.sum(),
        others.sum(),
        bytes.sum(),
        differences.sorted(),
        differences.total(),
        elapsed);
  }

  private void differs(String path, String what, Object expected, @Nullable Object found) {
    differences.add(new Difference(path, what, String.valueOf(expected), String.valueOf(found)));
  }

  private void compare(String path, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      differs(path, what, expected, found);
    }
  }

  private void directory(Place place, BlobId tree) {
    List<Node> nodes = source.tree(tree).nodes();
    try {
      Directory directory = place.acquire();
      try {
        Set<FileName> found = new HashSet<>(directory.list());
        for (Node node : nodes) {
          SafeName.check(place, node.name());
          if (found.remove(node.name())) {
            entry(place, directory, node);
          } else {
            differs(place.display(node.name()), "existence", node.type().wire(), "missing");
          }
        }
        for (FileName extra : found) {
          differs(place.display(extra), "existence", "nothing", "an entry");
        }
      } finally {
        place.release();
      }
    } catch (IOException failed) {
      differs(place.display(), "readable", "yes", failed);
    }
  }

  private void entry(Place place, Directory directory, Node node) {
    String path = place.display(node.name());
    try {
      Stat stat = directory.stat(node.name());
      NodeType type = Nodes.typeOf(stat);
      if (type != node.type()) {
        differs(path, "type", node.type().wire(), type.wire());
        return;
      }
      metadata(path, node, stat);
      switch (type) {
        case DIRECTORY -> descend(place, directory, node, path);
        case FILE -> crew.add(() -> file(place, node, path));
        case SYMLINK -> {
          others.increment();
          compare(
              path,
              "target",
              String.valueOf(node.linkTarget()),
              directory.readLink(node.name()).display());
          attributes(path, node, directory.attributes(node.name()));
        }
        case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR -> {
          others.increment();
          compare(path, "device", node.device(), stat.rdev());
          attributes(path, node, directory.attributes(node.name()));
        }
      }
    } catch (IOException failed) {
      differs(path, "readable", "yes", failed);
    }
  }

  private void descend(Place place, Directory directory, Node node, String path)
      throws IOException {
    directories.increment();
    try (Directory below = directory.directory(node.name())) {
      attributes(path, node, below.attributes());
    }
    BlobId subtree = node.subtree();
    if (subtree != null) {
      Place next = new Place(place, node.name());
      crew.add(() -> directory(next, subtree));
    }
  }

  private void metadata(String path, Node node, Stat stat) {
    if (node.type() != NodeType.SYMLINK) {
      compare(path, "mode", octal(node.permissions()), octal(stat.permissions()));
    }
    compare(path, "mtime", node.modified(), stat.modified());
    if (superuser) {
      compare(path, "uid", node.uid(), Integer.toUnsignedLong(stat.uid()));
      compare(path, "gid", node.gid(), Integer.toUnsignedLong(stat.gid()));
    }
    if (node.type() == NodeType.FILE) {
      compare(path, "size", node.size(), stat.size());
      if (node.links() > 1) {
        LinkKey key = new LinkKey(node.deviceId(), node.inode());
        Long first = inodes.putIfAbsent(key, stat.inode());
        compare(path, "hard link to inode", first == null ? stat.inode() : first, stat.inode());
      }
    }
  }

  private static String octal(int permissions) {
    return Integer.toOctalString(permissions);
  }

  private void file(Place place, Node node, String path) throws IOException {
    Directory directory = place.acquire();
    try (OpenFile file = directory.read(node.name())) {
      files.increment();
      attributes(path, node, file.attributes());
      RangeHash hash = new RangeHash(file, node.size());
      long at = 0;
      for (BlobId blob : node.content()) {
        long length = source.dataLength(blob);
        BlobId found = hash.of(at, length);
        if (!found.equals(blob)) {
          differs(path, "content from byte " + at, blob, found);
          break;
        }
        at += length;
        bytes.add(length);
        progress.advance(length);
      }
    } catch (IOException failed) {
      differs(path, "readable", "yes", failed);
    } finally {
      place.release();
    }
  }

  /** What the target's file system adds by itself, such as a security label, is no difference. */
  private void attributes(String path, Node node, List<Attribute> found) {
    Map<String, String> actual = new TreeMap<>();
    for (Attribute attribute : found) {
      actual.put(attribute.name(), HexFormat.of().formatHex(attribute.value()));
    }
    for (ExtendedAttribute expected : node.extendedAttributes()) {
      String name = expected.name();
      String value = HexFormat.of().formatHex(expected.value());
      String there = actual.remove(name);
      boolean restorable =
          superuser || !(name.startsWith("trusted.") || name.startsWith("security."));
      if (restorable && !value.equals(there)) {
        differs(path, "extended attribute " + name, value, there);
      }
    }
    for (Map.Entry<String, String> extra : actual.entrySet()) {
      if (extra.getKey().startsWith("user.")) {
        differs(path, "extended attribute " + extra.getKey(), "none", extra.getValue());
      }
    }
  }
}
