package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the directories of a snapshot and of the target side by side, makes what has no
 * content, and hands on what has. What is in the target and not in the snapshot is only noted.
 */
final class RestoreWalk {
  private final RestoreWork work;
  private final RestoreOptions options;
  private final Crew crew;
  private final FileParts parts;
  private final HardLinks links;
  private final SpecialFiles specials;
  private final List<TargetDirectory> directories = new ArrayList<>();
  private final List<Extra> extras = new ArrayList<>();

  /** What is in the target and not in the snapshot. */
  record Extra(TargetDirectory at, FileName name) {}

  RestoreWalk(RestoreWork work, Crew crew, FileParts parts, HardLinks links) {
    this.work = work;
    this.options = work.options();
    this.crew = crew;
    this.parts = parts;
    this.links = links;
    this.specials = new SpecialFiles(work);
  }

  /** Those that are to get the snapshot's metadata, each after those above it. */
  List<TargetDirectory> directories() {
    return directories;
  }

  List<Extra> extras() {
    return extras;
  }

  void directory(TargetDirectory at, BlobId id) throws IOException {
    List<Node> nodes;
    Set<FileName> present = new HashSet<>();
    try {
      nodes = work.source().tree(id).nodes();
      if (at.existed()) {
        present.addAll(at.place.use(directory -> directory.list()));
      }
    } catch (IOException | HoldfastException failed) {
      work.fail(at.place.display(), failed);
      return;
    }
    FileParts.Batch batch = parts.new Batch();
    for (Node node : nodes) {
      SafeName.check(at.place, node.name());
      boolean isThere = present.remove(node.name());
      try {
        entry(at, node, isThere, batch);
      } catch (IOException failed) {
        work.fail(at.place.display(node.name()), failed);
      }
    }
    batch.flush();
    if (options.delete()) {
      synchronized (extras) {
        present.forEach(name -> extras.add(new Extra(at, name)));
      }
    }
  }

  private void entry(TargetDirectory at, Node node, boolean isThere, FileParts.Batch batch)
      throws IOException {
    List<FileName> path = at.below(node.name());
    boolean isDirectory = node.type() == NodeType.DIRECTORY;
    boolean selected = options.selection().selects(path);
    if (!selected && !(isDirectory && options.selection().mayBelow(path))) {
      return;
    }
    Stat there = isThere ? at.place.use(directory -> directory.stat(node.name())) : null;
    boolean merges = isDirectory && there != null && there.isDirectory();
    if (there != null && !merges && !options.mode().replaces(node, there)) {
      work.tally().did(Deed.KEEP, at.place.display(node.name()), 0);
    } else if (isDirectory) {
      subdirectory(new TargetDirectory(at, node, there), node, selected);
    } else {
      at.ensure(this::prepare);
      nonDirectory(at, node, there, batch);
    }
  }

  private void nonDirectory(
      TargetDirectory at, Node node, @Nullable Stat there, FileParts.Batch batch)
      throws IOException {
    if (node.type() != NodeType.FILE) {
      specials.make(at, node, there);
      return;
    }
    TargetFile file = links.file(at, node, there);
    if (file != null) {
      batch.add(file);
    }
  }

  private void subdirectory(TargetDirectory below, Node node, boolean selected) throws IOException {
    BlobId subtree = node.subtree();
    if (subtree == null) {
      throw new IOException("the snapshot has no content for this directory");
    }
    if (selected) {
      below.ensure(this::prepare);
    }
    crew.add(() -> directory(below, subtree));
  }

  /** What was there and is only passed through keeps its metadata. */
  private void prepare(TargetDirectory directory, TargetDirectory above) throws IOException {
    FileName name = directory.place.name();
    Stat there = directory.there();
    if (!directory.existed()) {
      if (!options.dryRun()) {
        above.place.with(
            parent -> {
              if (there != null) {
                InTheWay.removeIfThere(parent, name);
              }
              parent.makeDirectory(name, 0700);
            });
      }
      work.tally().did(there == null ? Deed.CREATE : Deed.CHANGE, directory.place.display(), 0);
    } else if (!options.selection().selects(directory.path)) {
      return;
    } else if (there != null && (there.permissions() & 0700) != 0700 && !options.dryRun()) {
      above.place.with(parent -> work.applied().unlock(parent, name, there.permissions() | 0700));
    }
    work.tally().directories.increment();
    synchronized (directories) {
      directories.add(directory);
    }
  }
}
