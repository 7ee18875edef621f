package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a pass counts and names. Counts are exact; of each kind a bounded number is named. */
final class Notes {
  final LongAdder files = new LongAdder();
  final LongAdder directories = new LongAdder();
  final LongAdder symlinks = new LongAdder();
  final LongAdder others = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder vanished = new LongAdder();
  final LongAdder changedFiles = new LongAdder();
  final LongAdder changedBytes = new LongAdder();
  final LongAdder unsettled = new LongAdder();
  final LongAdder arrivals = new LongAdder();
  final LongAdder lateFiles = new LongAdder();
  final LongAdder lateBytes = new LongAdder();
  final LongAdder hotEntries = new LongAdder();
  private final LongAdder excludedBytes = new LongAdder();
  private final Named<Excluded> excluded = new Named<>(Comparator.comparing(Excluded::path));
  private final Named<Skipped> skipped = new Named<>(Comparator.comparing(Skipped::path));
  private final Named<Torn> torn = new Named<>(Comparator.comparing(Torn::path));
  private final Named<WrittenInWindow> written =
      new Named<>(Comparator.comparing(WrittenInWindow::path));
  private final Named<Unproved> unproved = new Named<>(Comparator.comparing(Unproved::path));
  private final Named<MountPoint> mounts = new Named<>(Comparator.comparing(MountPoint::path));

  void captured(Stat stat, long length) {
    switch (stat.type()) {
      case REGULAR -> {
        files.increment();
        bytes.add(length);
      }
      case DIRECTORY -> directories.increment();
      case SYMLINK -> symlinks.increment();
      case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, OTHER -> others.increment();
    }
  }

  /** All of a captured tree, at once. */
  void count(Entry root) {
    ArrayDeque<Entry> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Entry entry = open.pop();
      captured(entry.stat(), entry.stat().size());
      Listing listing = entry.listing();
      for (int i = 0; listing != null && i < listing.size(); i++) {
        open.push(listing.get(i));
      }
    }
  }

  void excluded(String path, String rule, Stat stat) {
    long size = stat.isRegular() ? stat.size() : 0;
    excludedBytes.add(size);
    excluded.add(new Excluded(path, rule, Nodes.typeOf(stat), size));
  }

  void skipped(String path, String reason) {
    skipped.add(new Skipped(path, reason));
  }

  void torn(String path, int attempts) {
    torn.add(new Torn(path, attempts));
  }

  /** Names an entry of a directory if it was written at or after a fence. */
  void judge(Fence fence, Visit in, FileName name, Stat stat) {
    if (!fence.isAfter(stat)) {
      writtenInside(in.path(name), in.zone, stat);
    }
  }

  /** Names a directory if it was written at or after a fence. */
  void judge(Fence fence, Visit directory, Stat stat) {
    if (!fence.isAfter(stat)) {
      writtenInside(directory.place.display(), directory.zone, stat);
    }
  }

  /** Some writers are not suspended: their work is an arrival. */
  void writtenInside(String path, Zone zone, Stat stat) {
    if (zone.profile().writtenDuringSuspension()) {
      arrivals.increment();
    } else {
      written.add(new WrittenInWindow(path, stat.changed(), Nodes.typeOf(stat)));
    }
  }

  void unproved(String path, String reason) {
    unproved.add(new Unproved(path, reason));
  }

  long unprovedCount() {
    return unproved.total();
  }

  List<Unproved> unproved() {
    return unproved.sorted();
  }

  /** Takes over what the sweep found, for the report of the capture that came after it. */
  void takeOver(Notes sweep) {
    skipped.addAll(sweep.skipped);
    torn.addAll(sweep.torn);
    written.addAll(sweep.written);
    arrivals.add(sweep.arrivals.sum());
  }

  void mount(MountPoint mount) {
    mounts.add(mount);
  }

  long skippedCount() {
    return skipped.total();
  }

  long tornCount() {
    return torn.total();
  }

  List<WrittenInWindow> written() {
    return written.sorted();
  }

  Counts counts() {
    return new Counts(
        files.sum(),
        directories.sum(),
        symlinks.sum(),
        others.sum(),
        bytes.sum(),
        excluded.total(),
        excludedBytes.sum(),
        skipped.total(),
        torn.total(),
        vanished.sum(),
        written.total(),
        arrivals.sum());
  }

  CapturedTree tree(Entry root, Node rootNode, boolean audited) {
    if (!(root.body() instanceof Body.Saved saved)) {
      throw new IllegalStateException("The root was not saved");
    }
    return new CapturedTree(
        saved.tree(),
        rootNode,
        counts(),
        excluded.sorted(),
        skipped.sorted(),
        torn.sorted(),
        written.sorted(),
        mounts.sorted(),
        audited);
  }
}
