package io.holdfast.cli.demo;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is done without Holdfast: every file of the running installation is copied, directory by
 * directory in the order of names, as rsync goes. Nothing is made worse than it is: a file that
 * vanishes is passed over, as rsync does, and the database's own files are copied with the rest.
 */
final class PlainCopy {
  private long files;
  private long vanished;

  void copy(Path from, Path to) throws IOException {
    Disk.createDirectories(to);
    List<Path> entries = new ArrayList<>(Disk.list(from));
    entries.sort(Comparator.naturalOrder());
    for (Path entry : entries) {
      Path target = to.resolve(String.valueOf(entry.getFileName()));
      if (Disk.isDirectory(entry)) {
        copy(entry, target);
      } else {
        try {
          Disk.copy(entry, target);
          files++;
        } catch (NoSuchFileException gone) {
          vanished++;
        }
      }
    }
  }

  long files() {
    return files;
  }

  long vanished() {
    return vanished;
  }
}
