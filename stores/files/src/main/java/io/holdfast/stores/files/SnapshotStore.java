package io.holdfast.stores.files;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.Fence;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.Unproved;
import io.holdfast.stores.files.snapshot.TreeSnapshots;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One tree during one backup, on a file system that takes snapshots: the window costs the taking of
 * one, and the tree is captured from it when processing runs again. Nothing needs to be warm.
 */
final class SnapshotStore implements Store {
  private final StoreSpec.Files spec;
  private final StoreContext context;
  private final TreeSnapshots snapshots;
  private final Clock clock;

  /** Only asks the live tree for the time; what is captured is the snapshot. */
  private final TreeCapture live;

  private @Nullable Fence quiet;
  private TreeSnapshots.@Nullable Snapshot snapshot;

  SnapshotStore(StoreSpec.Files spec, StoreContext context, TreeSnapshots snapshots) {
    this.spec = spec;
    this.context = context;
    this.snapshots = snapshots;
    this.clock = context.clock();
    this.live =
        new TreeCapture(
            new TreeSpec(spec.root(), spec.profiles(), context.ownedElsewhere()),
            context.sink(),
            clock,
            Concurrency.adaptive(context.threads()));
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String kind() {
    return spec.kind();
  }

  /** The fence file is made here, so that it changes no directory inside the window. */
  @Override
  public Readiness prepare(Progress progress) {
    live.fence();
    snapshots.flush();
    return Readiness.READY;
  }

  @Override
  public void mark() {
    quiet = live.fence();
  }

  @Override
  public Point fix(Rule.Sweep sweep, Progress progress) {
    drop();
    Instant from = clock.now();
    snapshot = snapshots.take(from.toString());
    Instant to = clock.now();
    return new Point(from, to.isBefore(from) ? from : to);
  }

  /** A snapshot tells what was written since the fence by the same clock that gave the fence. */
  @Override
  public Unproved prove(Progress progress) {
    List<String> named =
        TreeDoubts.named(live.setBackSince(Objects.requireNonNull(quiet, "marked first")));
    return new Unproved(named.size(), named);
  }

  @Override
  public CapturedMember complete(Progress progress) {
    TreeSnapshots.Snapshot taken = Objects.requireNonNull(snapshot, "fixed first");
    Fence fence = Objects.requireNonNull(quiet, "marked first");
    TreeSpec inside = new TreeSpec(taken.root(), spec.profiles(), taken.ownedElsewhere());
    try (TreeCapture capture =
        new TreeCapture(inside, context.sink(), clock, Concurrency.adaptive(context.threads()))) {
      FilesStore.begin(capture, context);
      CapturedTree tree = capture.captureSnapshot(fence, progress);
      return new CapturedMember(
          tree.rootNode(),
          tree.counts().files(),
          tree.counts().bytes(),
          TreeEvidence.snapshot(snapshots.kind(), fence.settled()).of(tree),
          TreeDoubts.of(spec.name(), tree));
    } finally {
      drop();
    }
  }

  @Override
  public ReferenceRows references(String query) {
    throw new IllegalStateException("A tree of files answers no queries");
  }

  private void drop() {
    TreeSnapshots.Snapshot dropped = snapshot;
    snapshot = null;
    if (dropped != null) {
      dropped.close();
    }
  }

  @Override
  public void close() {
    try (live;
        snapshots) {
      drop();
    }
  }
}
