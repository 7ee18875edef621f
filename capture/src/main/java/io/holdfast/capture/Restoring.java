package io.holdfast.capture;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.util.List;

/**
 * One restore at work. Directories are made open to this user alone, files are written in parallel,
 * then further names of the same files are linked, then what is not in the snapshot is removed if
 * that was asked for and nothing failed, and at last the directories get their metadata, children
 * first, since everything before moves their times and may need their write permission.
 */
final class Restoring {
  private final RestoreWork work;
  private final int writers;
  private final Progress.Phase progress;
  private final HardLinks links;

  Restoring(RestoreWork work, int writers, Progress.Phase progress) {
    this.work = work;
    this.writers = writers;
    this.progress = progress;
    this.links = new HardLinks(work);
  }

  /**
   * @param existed whether anything can be in the target
   */
  void run(Place target, BlobId tree, boolean existed) throws IOException {
    Crew crew = new Crew("restore", writers);
    RestoreWalk walk = new RestoreWalk(work, crew, parts(crew), links);
    crew.add(() -> walk.directory(new TargetDirectory(target, existed), tree));
    work(crew);
    List<HardLinks.Further> orphans = links.make();
    while (!orphans.isEmpty()) {
      orphans = restoreUnderAnotherName(orphans);
    }
    if (work.failures().total() == 0) {
      remove(walk.extras());
    }
    if (!work.options().dryRun()) {
      for (TargetDirectory made : walk.directories().reversed()) {
        if (made.node != null) {
          finish(made.place, made.node, made.existed());
        }
      }
    }
  }

  private FileParts parts(Crew crew) {
    return new FileParts(work, crew, writers, progress);
  }

  /** Something is in the way of a file's first name, and that must not cost the others. */
  private List<HardLinks.Further> restoreUnderAnotherName(List<HardLinks.Further> orphans)
      throws IOException {
    Crew crew = new Crew("restore", writers);
    FileParts.Batch batch = parts(crew).new Batch();
    for (HardLinks.Further orphan : orphans) {
      TargetFile file = links.file(orphan.at(), orphan.node(), orphan.there());
      if (file != null) {
        batch.add(file);
      }
    }
    batch.flush();
    work(crew);
    return links.make();
  }

  private void work(Crew crew) {
    try {
      crew.work();
    } catch (RuntimeException | Error failed) {
      giveUp(crew, failed);
      throw failed;
    }
  }

  /** A worker that hangs may still hold the files, and then they are left as they are. */
  private void giveUp(Crew crew, Throwable failed) {
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

  /** With threads of their own, since the others have ended. */
  private void remove(List<RestoreWalk.Extra> extras) {
    Crew crew = new Crew("removal", writers);
    for (RestoreWalk.Extra extra : extras) {
      List<FileName> path = extra.at().below(extra.name());
      crew.add(
          () -> {
            try {
              work.removal().remove(extra.at().place, path);
            } catch (IOException failed) {
              work.fail(extra.at().place.display(extra.name()), failed);
            }
          });
    }
    crew.work();
  }

  /** Gives a directory its metadata; nothing may be made in it afterwards. */
  void finish(Place place, Node node, boolean existed) throws IOException {
    try {
      place.with(
          directory -> {
            boolean right =
                existed && work.applied().isOn(node, directory.stat(), directory.attributes());
            if (!right) {
              work.applied().to(directory, node, place.display());
            }
          });
    } catch (IOException failed) {
      work.fail(place.display(), failed);
    }
  }
}
