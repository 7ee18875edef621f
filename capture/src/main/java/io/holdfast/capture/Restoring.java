package io.holdfast.capture;

import io.holdfast.capture.ContentReader.LinkKey;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One restore at work. Directories are made open to this user alone, files are written in parallel,
 * then further names of the same files are linked, and at last the directories get their metadata,
 * children first, since everything before moves their times and may need their write permission.
 */
final class Restoring {
  private static final int BATCH_FILES = 64;
  private static final long BATCH_BYTES = 16L << 20;

  private final BlobSource source;
  private final Crew crew;
  private final Applied applied;
  private final Progress.Phase progress;
  private final Map<LinkKey, Name> firstNames = new ConcurrentHashMap<>();
  private final List<Name> furtherNames = new ArrayList<>();
  private final List<Made> directories = new ArrayList<>();
  final Named<Failure> failures = new Named<>(Comparator.comparing(Failure::path));
  final LongAdder files = new LongAdder();
  final LongAdder symlinks = new LongAdder();
  final LongAdder hardLinks = new LongAdder();
  final LongAdder others = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder holeBytes = new LongAdder();

  /** Something that is not there, or not whole, and why. */
  record Failure(String path, String reason, ErrorCode code) {}

  private record Name(Place place, Node node) {
    String path() {
      return place.display(node.name());
    }
  }

  private record Made(Place place, Node node) {}

  Restoring(BlobSource source, int writers, Applied applied, Progress.Phase progress) {
    this.source = source;
    this.crew = new Crew("restore", writers);
    this.applied = applied;
    this.progress = progress;
  }

  long directoryCount() {
    return directories.size();
  }

  void run(Place target, BlobId tree) {
    crew.add(() -> directory(target, tree));
    crew.work();
    for (Name further : furtherNames) {
      link(further);
    }
    for (Made made : directories.reversed()) {
      finish(made.place(), made.node());
    }
  }

  private void directory(Place place, BlobId id) throws IOException {
    List<Node> nodes;
    Directory directory;
    try {
      nodes = source.tree(id).nodes();
      directory = place.acquire();
    } catch (IOException | HoldfastException failed) {
      fail(place.display(), failed);
      return;
    }
    try {
      List<Node> batch = new ArrayList<>();
      long batchBytes = 0;
      for (Node node : nodes) {
        SafeName.check(place, node.name());
        if (node.type() != NodeType.FILE) {
          make(place, directory, node);
        } else if (isFirstName(place, node)) {
          batch.add(node);
          batchBytes += node.size();
          if (batch.size() == BATCH_FILES || batchBytes >= BATCH_BYTES) {
            addFiles(place, batch);
            batch = new ArrayList<>();
            batchBytes = 0;
          }
        }
      }
      addFiles(place, batch);
    } finally {
      place.release();
    }
  }

  /**
   * Names that were one file become one file again. Only if their content is the same: a capture
   * that met them while they were written may have them apart, and neither may get the other's
   * content.
   */
  private boolean isFirstName(Place place, Node node) {
    if (node.links() <= 1) {
      return true;
    }
    Name own = new Name(place, node);
    Name first = firstNames.putIfAbsent(new LinkKey(node.deviceId(), node.inode()), own);
    if (first == null || !first.node().content().equals(node.content())) {
      return true;
    }
    synchronized (furtherNames) {
      furtherNames.add(own);
    }
    return false;
  }

  private void addFiles(Place place, List<Node> batch) {
    if (!batch.isEmpty()) {
      crew.add(() -> files(place, batch));
    }
  }

  private void files(Place place, List<Node> batch) throws IOException {
    Directory directory;
    try {
      directory = place.acquire();
    } catch (IOException failed) {
      for (Node node : batch) {
        fail(place.display(node.name()), failed);
      }
      return;
    }
    try {
      for (Node node : batch) {
        file(place, directory, node);
      }
    } finally {
      place.release();
    }
  }

  private void file(Place place, Directory directory, Node node) throws IOException {
    String path = place.display(node.name());
    try (OpenFile file = create(place, directory, node.name())) {
      try {
        write(file, node);
        applied.to(file, node, path);
      } catch (IOException | HoldfastException failed) {
        directory.removeFile(node.name());
        throw failed;
      }
      files.increment();
    } catch (IOException | HoldfastException failed) {
      fail(path, failed);
    }
  }

  /**
   * One at a time in each directory: the kernel makes names in a directory one after another
   * anyway, and threads that ask at once burn more CPU waiting for each other than the work takes.
   */
  private static OpenFile create(Place place, Directory directory, FileName name)
      throws IOException {
    synchronized (place) {
      return directory.create(name, 0600);
    }
  }

  private void write(OpenFile file, Node node) throws IOException {
    HoleWriter writer = new HoleWriter(file);
    for (BlobId blob : node.content()) {
      source.lend(
          blob,
          (bytes, length) -> {
            writer.write(bytes, length);
            progress.advance(length);
          });
    }
    long length = writer.finish();
    if (length != node.size()) {
      throw new IOException("its content has " + length + " bytes, its entry says " + node.size());
    }
    bytes.add(length);
    holeBytes.add(writer.holes());
  }

  private void make(Place place, Directory directory, Node node) throws IOException {
    String path = place.display(node.name());
    try {
      switch (node.type()) {
        case DIRECTORY -> makeDirectory(place, directory, node);
        case SYMLINK -> makeLink(directory, node, path);
        case FIFO -> makeSpecial(directory, node, FileType.FIFO, path);
        case SOCKET -> makeSpecial(directory, node, FileType.SOCKET, path);
        case BLOCK_DEVICE -> makeSpecial(directory, node, FileType.BLOCK_DEVICE, path);
        case CHARACTER_DEVICE -> makeSpecial(directory, node, FileType.CHARACTER_DEVICE, path);
        case IRREGULAR ->
            applied.notRestored().add(new NotRestored(path, "file of unknown type", "unknown"));
        case FILE -> throw new IllegalStateException(path + " is a file");
      }
    } catch (IOException failed) {
      fail(path, failed);
    }
  }

  private void makeDirectory(Place place, Directory directory, Node node) throws IOException {
    BlobId subtree = node.subtree();
    if (subtree == null) {
      throw new IOException("the snapshot has no content for this directory");
    }
    directory.makeDirectory(node.name(), 0700);
    Place below = new Place(place, node.name());
    synchronized (directories) {
      directories.add(new Made(below, node));
    }
    crew.add(() -> directory(below, subtree));
  }

  private void makeLink(Directory directory, Node node, String path) throws IOException {
    FileName target = node.linkTarget();
    if (target == null) {
      throw new IOException("the snapshot has no target for this link");
    }
    directory.makeSymlink(node.name(), target);
    applied.to(directory, node.name(), node, path);
    symlinks.increment();
  }

  private void makeSpecial(Directory directory, Node node, FileType type, String path)
      throws IOException {
    try {
      directory.makeNode(node.name(), type, 0600, node.device());
    } catch (PosixException refused) {
      if (refused.full()) {
        throw refused;
      }
      applied.notRestored().add(new NotRestored(path, node.type().wire(), refused.reason()));
      return;
    }
    applied.to(directory, node.name(), node, path);
    others.increment();
  }

  private void link(Name further) {
    Node node = further.node();
    Name first = firstNames.get(new LinkKey(node.deviceId(), node.inode()));
    if (first == null) {
      throw new IllegalStateException(further.path() + " is a further name of nothing");
    }
    try {
      Directory from = first.place().acquire();
      try {
        Directory directory = further.place().acquire();
        try {
          directory.makeLink(node.name(), from, first.node().name());
          hardLinks.increment();
        } finally {
          further.place().release();
        }
      } finally {
        first.place().release();
      }
    } catch (IOException failed) {
      failOrThrow(further.path(), failed);
    }
  }

  /** Gives a directory its metadata; nothing may be made in it afterwards. */
  void finish(Place place, Node node) {
    try {
      Directory directory = place.acquire();
      try {
        applied.to(directory, node, place.display());
      } finally {
        place.release();
      }
    } catch (IOException failed) {
      failOrThrow(place.display(), failed);
    }
  }

  private void failOrThrow(String path, IOException failed) {
    try {
      fail(path, failed);
    } catch (IOException full) {
      throw Crew.failed("restore", full);
    }
  }

  /**
   * One file that cannot be restored does not stop the others; a full disk stops everything, and so
   * does a name that leads out of the target: who wrote that wrote the rest too.
   */
  private void fail(String path, Exception failed) throws IOException {
    switch (failed) {
      case PosixException posix when posix.full() -> throw posix;
      case HoldfastException hostile when hostile.code() == ErrorCode.PATH_ESCAPES -> throw hostile;
      case HoldfastException damage -> {
        String reason = damage.code().code() + " " + damage.getMessage();
        failures.add(new Failure(path, reason, damage.code()));
      }
      default ->
          failures.add(
              new Failure(path, String.valueOf(failed.getMessage()), ErrorCode.RESTORE_INCOMPLETE));
    }
  }
}
