package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A pass while everything runs: reads what is new or changed. What it keeps of unchanged files is
 * not looked at again, so only settled entries count as unchanged.
 */
final class WarmRound implements Pass {
  private final ContentReader reader;
  private final FenceFiles fences;
  private final Notes notes;

  WarmRound(ContentReader reader, FenceFiles fences, Notes notes) {
    this.reader = reader;
    this.fences = fences;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "warm round";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.stat(name);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    Entry entry;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, before, fences.recent());
    } else {
      Entry captured = captured(before, stat);
      entry = captured == null ? reader.read(at, directory, name) : captured;
      if (!entry.settled()) {
        notes.unsettled.increment();
      }
    }
    notes.captured(entry.stat(), entry.stat().size());
    return entry;
  }

  /** The earlier entry, if the content that was read then is certainly still the content. */
  static @Nullable Entry captured(@Nullable Entry before, Stat stat) {
    return before != null
            && before.settled()
            && before.content() != null
            && before.stat().sameIdentity(stat)
        ? before
        : null;
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    Body body = new Body.Listed(listing);
    return Metadata.directory(visit, directory, stat, body, fences.recent());
  }
}
