package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
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
 * One restore at work. Directories are made open to this user alone, files are written in parallel,
 * then further names of the same files are linked, then what is not in the snapshot is removed if
 * that was asked for and nothing failed, and at last the directories get their metadata, children
 * first, since everything before moves their times and may need their write permission.
 */
final class Restoring {
  private final RestoreWork work;
  private final RestoreOptions options;
  private final int writers;
  private final Crew crew;
  private final FileParts parts;
  private final HardLinks links;
  private final SpecialFiles specials;
  private final List<TargetDirectory> directories = new ArrayList<>();
  private final List<Extra> extras = new ArrayList<>();

  /** What is in the target and not in the snapshot. */
  private record Extra(TargetDirectory at, FileName name) {}

  Restoring(RestoreWork work, int writers, Progress.Phase progress) {
    this.work = work;
    this.options = work.options();
    this.writers = writers;
    this.crew = new Crew("restore", writers);
    this.parts = new FileParts(work, crew, writers, progress);
    this.links = new HardLinks(work);
    this.specials = new SpecialFiles(work);
  }

  /**
   * @param existed whether anything can be in the target
   */
  void run(Place target, BlobId tree, boolean existed) throws IOException {
    TargetDirectory root = new TargetDirectory(target, existed);
    crew.add(() -> directory(root, tree));
    try {
      crew.work();
    } catch (RuntimeException | Error failed) {
      giveUp(failed);
      throw failed;
    }
    links.make();
    if (work.failures().total() == 0) {
      removeExtras();
    }
    if (!options.dryRun()) {
      for (TargetDirectory made : directories.reversed()) {
        if (made.node != null) {
          finish(made.place, made.node, made.existed());
        }
      }
    }
  }

  /** A worker that hangs may still hold the files, and then they are left as they are. */
  private void giveUp(Throwable failed) {
    if (crew.leftBehind()) {
      return;
    }
    for (TargetFile file : List.copyOf(work.open())) {
      try {
        file.close(true);
      } catch (IOException failedToo) {
        failed.addSuppressed(failedToo);
      }
    }
  }

  private void directory(TargetDirectory at, BlobId id) throws IOException {
    List<Node> nodes;
    Set<FileName> present;
    try {
      nodes = work.source().tree(id).nodes();
      present =
          at.existed()
              ? new HashSet<>(at.place.use(directory -> directory.list()))
              : new HashSet<>();
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
    boolean selected = options.selection().selects(path);
    boolean mayBelow =
        node.type() == NodeType.DIRECTORY && options.selection().mayBelow(path);
    if (!selected && !mayBelow) {
      return;
    }
    Stat there = isThere ? at.place.use(directory -> directory.stat(node.name())) : null;
    boolean conflict =
        there != null && !(node.type() == NodeType.DIRECTORY && there.isDirectory());
    if (there != null && conflict && !options.mode().replaces(node, there)) {
      work.tally().did(Deed.KEEP, at.place.display(node.name()), 0);
      return;
    }
    if (node.type() == NodeType.DIRECTORY) {
      subdirectory(at, node, there, selected);
      return;
    }
    at.ensure(this::prepare);
    if (node.type() == NodeType.FILE) {
      TargetFile file = links.file(at, node, there);
      if (file != null) {
        batch.add(file);
      }
    } else {
      specials.make(at, node, there);
    }
  }

  private void subdirectory(
      TargetDirectory at, Node node, @Nullable Stat there, boolean selected) throws IOException {
    BlobId subtree = node.subtree();
    if (subtree == null) {
      throw new IOException("the snapshot has no content for this directory");
    }
    TargetDirectory below = new TargetDirectory(at, node, there);
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
      work.tally()
          .did(there == null ? Deed.CREATE : Deed.CHANGE, directory.place.display(), 0);
    } else if (!options.selection().selects(directory.path)) {
      return;
    } else if (there != null && (there.permissions() & 0700) != 0700 && !options.dryRun()) {
      above.place.with(
          parent -> work.applied().unlock(parent, name, there.permissions() | 0700));
    }
    work.tally().directories.increment();
    synchronized (directories) {
      directories.add(directory);
    }
  }

  /** With threads of their own, since the others have ended. */
  private void removeExtras() {
    Crew removers = new Crew("removal", writers);
    for (Extra extra : extras) {
      removers.add(
          () -> {
            List<FileName> path = extra.at().below(extra.name());
            try {
              work.removal().remove(extra.at().place, path);
            } catch (IOException failed) {
              work.fail(extra.at().place.display(extra.name()), failed);
            }
          });
    }
    removers.work();
  }

  /** Gives a directory its metadata; nothing may be made in it afterwards. */
  void finish(Place place, Node node, boolean existed) throws IOException {
    try {
      place.with(
          directory -> {
            boolean right =
                existed
                    && work.applied().isOn(node, directory.stat(), directory.attributes());
            if (!right) {
              work.applied().to(directory, node, place.display());
            }
          });
    } catch (IOException failed) {
      work.fail(place.display(), failed);
    }
  }
}
