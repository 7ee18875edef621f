package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pass inside the window. It asks the file server about everything that it looks at, because a
 * cached answer may be from before the fence, and copies what the warm rounds do not have. What it
 * finds is the capture; what has a ctime at or after the fence was written inside the suspension
 * and is named.
 */
final class Sweep implements Pass {
  private final SpoolReader reader;
  private final Fence quiet;
  private final Notes notes;

  Sweep(SpoolReader reader, Fence quiet, Notes notes) {
    this.reader = reader;
    this.quiet = quiet;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.statFresh(name);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    Entry entry;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, before, quiet);
      notes.judge(quiet, at, name, entry == before ? stat : entry.stat());
    } else {
      Entry captured = WarmRound.captured(before, stat);
      entry = captured == null ? copy(at, directory, name) : captured;
    }
    notes.captured(entry.stat(), entry.stat().size());
    return entry;
  }

  private Entry copy(Visit at, Directory directory, FileName name) throws IOException {
    SpoolReader.Copied copied = reader.copy(at, directory, name);
    notes.judge(quiet, at, name, copied.after());
    notes.changedFiles.increment();
    notes.changedBytes.add(copied.entry().stat().size());
    return copied.entry();
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    notes.judge(quiet, visit, stat);
    return Metadata.directory(visit, directory, stat, new Body.Listed(listing), quiet);
  }
}
