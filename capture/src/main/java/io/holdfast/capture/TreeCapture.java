package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Captures a tree, either in one pass ({@link #captureAll}) or around a window: {@link #round}s
 * while everything runs; inside the window {@link #fence}, {@link #sweep} and another fence; after
 * it {@link #complete}. The soundness argument is in {@code docs/spec/capture.md}. One thread
 * calls; many work.
 */
public final class TreeCapture implements AutoCloseable {
  private final FileSystem files;
  private final TreeSpec spec;
  private final BlobSink sink;
  private final Clock clock;
  private final int readers;
  private final Duration settling;
  private final Directory rootDirectory;
  private final Place root;
  private final Zone rootZone;
  private final Nodes nodes = new Nodes(Owners.local());
  private @Nullable FenceFiles fences;
  private @Nullable Entry state;
  private @Nullable Swept swept;
  private int rounds;
  private long expectedFiles = -1;

  /** What the sweep leaves for {@link #complete}. */
  private record Swept(Entry root, Notes notes, Spool spool, Fence quiet) {}

  /**
   * @param readers threads that walk and read; on a network file system many more than cores,
   *     because they hide its latency
   */
  public TreeCapture(TreeSpec spec, BlobSink sink, Clock clock, int readers) {
    this(Posix.FILES, spec, sink, clock, readers, FenceFiles.SETTLING);
  }

  TreeCapture(
      FileSystem files, TreeSpec spec, BlobSink sink, Clock clock, int readers, Duration settling) {
    this.settling = settling;
    this.files = files;
    this.spec = spec;
    this.sink = sink;
    this.clock = clock;
    this.readers = readers;
    this.rootZone = ZonePlan.rootZone(spec);
    try {
      this.rootDirectory = files.open(spec.root());
    } catch (IOException failed) {
      throw unreadableRoot(failed);
    }
    this.root = new Place(rootDirectory);
  }

  private HoldfastException unreadableRoot(IOException cause) {
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        "The directory " + spec.root() + " cannot be opened: " + cause.getMessage(),
        "Nothing was changed.",
        "Check the path and that this user may read it.",
        cause);
  }

  /**
   * Lets the first pass keep what an earlier capture of this tree has, so that an unchanged tree is
   * looked at and not read. Device numbers of hard links are compared with nothing: a capture from
   * another machine or another file system simply matches little.
   *
   * @param settledBefore the earlier capture's fence; without one, a moment that is certainly
   *     before its first read on the file server's clock
   */
  public void startFrom(BlobSource source, BlobId tree, Instant settledBefore) {
    if (state != null) {
      throw new IllegalStateException("There was a pass already");
    }
    try {
      Body stored = new Body.Stored(new EarlierCapture(source, settledBefore), tree);
      state = new Entry(FileName.of("."), rootDirectory.stat(), stored, List.of(), false);
    } catch (IOException failed) {
      throw unreadableRoot(failed);
    }
  }

  /** One warm round: reads into the sink everything that is new or changed since the last one. */
  public RoundReport round(Progress progress) {
    long started = clock.nanos();
    FenceFiles fencing = fencing();
    Notes notes = new Notes();
    ContentReader reader =
        new ContentReader(sink, new SafeRead(clock, Freshness.BY_FENCE), notes, fencing);
    state = requireRoot(walk(new WarmRound(reader, fencing, notes), notes, state, progress));
    return roundReport(notes, started);
  }

  private RoundReport roundReport(Notes notes, long started) {
    Counts counts = notes.counts();
    return new RoundReport(
        rounds++,
        counts.files(),
        counts.directories(),
        counts.bytes(),
        notes.changedFiles.sum(),
        notes.changedBytes.sum(),
        notes.unsettled.sum(),
        counts.torn(),
        counts.vanished(),
        counts.skipped(),
        elapsed(started));
  }

  /**
   * An instant on the file server's clock: what was written before the call has an earlier ctime,
   * what is written after the return has this one or a later one. Waits for the clock to tick.
   */
  public Fence fence() {
    return fencing().fence();
  }

  /**
   * Inside the window: looks at everything and copies what changed since the last round to the
   * spool. Nothing is sent to the sink. What this pass lists is what is captured.
   *
   * @param spool a directory outside the tree, or one named in {@link TreeSpec#ownedElsewhere}
   * @param quiet a fence taken after the suspension was proved
   */
  public SweepReport sweep(Path spool, Fence quiet, Progress progress) {
    long started = clock.nanos();
    closeSpool();
    Notes notes = new Notes();
    Spool opened = openSpool(spool);
    try {
      Sweep pass = new Sweep(new SafeRead(clock, Freshness.BY_FENCE), opened, quiet, notes);
      Entry listed = requireRoot(walk(pass, notes, state, progress));
      swept = new Swept(listed, notes, opened, quiet);
    } finally {
      if (swept == null) {
        close(opened);
      }
    }
    Counts counts = notes.counts();
    return new SweepReport(
        counts.files(),
        counts.directories(),
        counts.bytes(),
        notes.changedFiles.sum(),
        notes.changedBytes.sum(),
        counts.writtenInWindow(),
        counts.arrivals(),
        counts.torn(),
        counts.skipped(),
        elapsed(started));
  }

  private Spool openSpool(Path path) {
    try {
      return new Spool(files, path);
    } catch (IOException failed) {
      throw Crew.failed("opening of the spool " + path, failed);
    }
  }

  /**
   * After the window: saves what was spooled and the trees, then looks at everything once more.
   *
   * @param end a fence taken just before processing was resumed; null skips the second look
   */
  public CapturedTree complete(@Nullable Fence end, Progress progress) {
    Swept done = Objects.requireNonNull(swept, "complete needs a sweep");
    Entry saved = new TreeSaver(sink, nodes, readers).save(done.root(), progress);
    state = done.root();
    closeSpool();
    boolean audited = end != null && audit(done, end, progress);
    return done.notes().tree(saved, nodes.of(saved), audited);
  }

  /** Whether everything could be looked at that the sweep could look at. */
  private boolean audit(Swept done, Fence end, Progress progress) {
    Notes own = new Notes();
    walk(new Audit(done.quiet(), end, done.notes()), own, done.root(), progress);
    return own.skippedCount() <= done.notes().skippedCount();
  }

  /**
   * Without a window: one pass. Each file is as of one moment or named as torn; the tree as a whole
   * is of no single moment.
   */
  public CapturedTree captureAll(Progress progress) {
    Notes notes = new Notes();
    SafeRead safeRead = new SafeRead(clock, Freshness.byWaiting(clock));
    ContentReader reader = new ContentReader(sink, safeRead, notes, null);
    Entry saved =
        requireRoot(walk(new CaptureAll(reader, sink, nodes, notes), notes, state, progress));
    return notes.tree(saved, nodes.of(saved), false);
  }

  private @Nullable Entry walk(Pass pass, Notes notes, @Nullable Entry before, Progress progress) {
    try (Progress.Phase phase = progress.begin(pass.name(), Progress.Unit.FILES, expectedFiles)) {
      Owned owned = new Owned(files, spec);
      Walk walk =
          new Walk(
              pass, notes, owned, (place, stat) -> mount(pass, place, stat, notes), phase, readers);
      Stat stat = rootDirectory.stat();
      Entry result = walk.run(root, rootZone, stat, before);
      root.closeIdle();
      Counts counts = notes.counts();
      if (counts.directories() > 0) {
        expectedFiles = counts.files() + counts.directories() + counts.symlinks() + counts.others();
      }
      return result;
    } catch (IOException failed) {
      throw unreadableRoot(failed);
    }
  }

  /** Only rounds make fence files: one made inside the window would itself be a change in it. */
  private void mount(Pass pass, Place place, Stat stat, Notes notes) {
    FenceFiles fencing = fences;
    boolean fenced =
        fencing != null
            && (pass instanceof WarmRound ? fencing.add(place, stat) : fencing.has(stat));
    notes.mount(new MountPoint(place.display(), fenced));
  }

  private FenceFiles fencing() {
    if (fences == null) {
      fences = new FenceFiles(root, clock, settling);
    }
    return fences;
  }

  private Entry requireRoot(@Nullable Entry entry) {
    if (entry == null) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "The directory " + spec.root() + " went away or could not be read",
          "Nothing was changed.",
          "Check that the file system is mounted and try again.");
    }
    Path last = spec.root().getFileName();
    FileName name = FileName.of(last == null ? "root" : last.toString());
    return new Entry(name, entry.stat(), entry.body(), entry.attributes(), entry.settled());
  }

  private Duration elapsed(long started) {
    return Duration.ofNanos(clock.nanos() - started);
  }

  private void closeSpool() {
    Swept done = swept;
    swept = null;
    if (done != null) {
      close(done.spool());
    }
  }

  private static void close(Spool spool) {
    try {
      spool.close();
    } catch (IOException failed) {
      throw Crew.failed("clearing of the spool " + spool, failed);
    }
  }

  /** Removes the fence files and what is left in the spool. */
  @Override
  public void close() {
    try {
      closeSpool();
      if (fences != null) {
        fences.close();
      }
      root.closeIdle();
      rootDirectory.close();
    } catch (IOException failed) {
      throw Crew.failed("removal of the fence file below " + spec.root(), failed);
    }
  }
}
