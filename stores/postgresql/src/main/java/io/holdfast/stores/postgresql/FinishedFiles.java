package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.OpenForWriting;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the files of a dump into the vault as soon as they are finished, and deletes them, so that
 * staging holds what is being written and not the whole database.
 *
 * <p>pg_dump creates a file by opening it, writes it from front to end, and never opens it again.
 * So a file that is there and that none of its processes has open is finished. Where open files
 * cannot be seen, nothing is taken before the dump has ended.
 */
final class FinishedFiles {
  private final Path directory;
  private final BlobSink sink;
  private final Entries entries;
  private final Progress.Phase phase;
  private final OpenForWriting openFiles;
  private final List<Node> nodes = new ArrayList<>();
  private final long expected;
  private long bytes;

  /**
   * @param expected how many bytes there will be about; corrected when there are more
   */
  FinishedFiles(
      Path directory, BlobSink sink, Entries entries, Progress.Phase phase, long expected) {
    this.directory = directory;
    this.sink = sink;
    this.entries = entries;
    this.phase = phase;
    this.expected = expected;
    this.openFiles = new OpenForWriting(List.of(directory), List.of());
  }

  /** What is finished while the dump goes on. */
  void takeWhileRunning(Process dump) throws IOException {
    List<Path> there = Disk.list(directory);
    // The processes after the files: a worker that has a listed file open is among them.
    List<Long> pids =
        Stream.concat(Stream.of(dump.toHandle()), dump.descendants())
            .map(ProcessHandle::pid)
            .toList();
    if (!pids.stream().allMatch(OpenForWriting::isVisible)) {
      return;
    }
    Set<Path> open = new HashSet<>();
    openFiles.look(pids, holder -> open.add(holder.path().getFileName()));
    for (Path file : there) {
      if (!open.contains(file.getFileName())) {
        take(file);
      }
    }
  }

  /** All that is left, when the dump has ended. */
  void takeTheRest() throws IOException {
    for (Path file : Disk.list(directory)) {
      take(file);
    }
  }

  private void take(Path file) throws IOException {
    Content content;
    try (InputStream stream = Disk.open(file)) {
      content = sink.save(stream);
    }
    FileName name = FileName.of(file.getFileName().toString());
    nodes.add(entries.file(name, content));
    bytes += content.length();
    phase.total(Math.max(bytes, expected));
    phase.advance(content.length());
    Disk.deleteIfExists(file);
  }

  List<Node> nodes() {
    return nodes;
  }

  long bytes() {
    return bytes;
  }
}
