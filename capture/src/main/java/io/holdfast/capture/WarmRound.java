package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A pass while everything runs: reads what is new or changed. What it keeps of unchanged files is
 * not looked at again, so only settled entries count as unchanged. It also takes note of what is
 * likely to change again ({@link Heat}).
 */
final class WarmRound implements Pass {
  private final ContentReader reader;
  private final FenceFiles fences;
  private final Fence beforeAll;
  private final HotWay way;
  private final Notes notes;

  /**
   * @param beforeAll a fence that had passed when the round began
   * @param way by what changed lately
   */
  WarmRound(ContentReader reader, FenceFiles fences, Fence beforeAll, HotWay way, Notes notes) {
    this.reader = reader;
    this.fences = fences;
    this.beforeAll = beforeAll;
    this.way = way;
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
            && before.hasContent()
            && before.stat().sameIdentity(stat)
        ? before
        : null;
  }

  /** Settled if its names, too, are certainly those that were listed. */
  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    boolean steady = visit.seen.sameIdentity(stat) && beforeAll.isAfter(stat);
    Body body = new Body.Listed(listing, heat(visit, stat, steady, listing));
    return Metadata.directory(visit, directory, stat, body, steady ? beforeAll : null);
  }

  private Heat heat(Visit visit, Stat stat, boolean steady, Listing listing) {
    if (!steady || !way.hotSince().isAfter(stat) || visit.zone.isAlwaysHot()) {
      notes.hotEntries.add(1 + listing.size());
      return Heat.HOT;
    }
    int hot = 0;
    for (int i = 0; i < listing.size(); i++) {
      if (way.isHot(listing.get(i))) {
        hot++;
      }
    }
    if (hot == 0) {
      return Heat.COLD;
    }
    notes.hotEntries.add(1 + hot);
    return Heat.INSIDE;
  }
}
