package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Captures a tree, either in one pass ({@link #captureAll}) or around a window: {@link #round}s
 * while everything runs; inside the window {@link #fence}, {@link #sweep} and another fence; after
 * it {@link #complete}. The soundness argument is in {@code docs/spec/cold-window.md}. One thread
 * calls; many work.
 */
public final class TreeCapture implements AutoCloseable {
  /**
   * How far back a change makes another one likely: at least as long as the audit takes after the
   * window, since what is written now and then in that time would be unproved otherwise.
   */
  private static final Duration SHORTEST_HORIZON = Duration.ofSeconds(40);

  /**
   * How long a page stays dirty at most: Linux writes it back after 30 seconds, looking every five.
   * The window cannot wait for that; so what was copied inside it, and had changed shortly before,
   * may be stored into without a trace afterwards, through a mapping.
   */
  private static final Duration DIRTY = Duration.ofSeconds(60);

  private final FileSystem files;
  private final TreeSpec spec;
  private final BlobSink sink;
  private final Clock clock;
  private final Concurrency concurrency;
  private final Duration settling;
  private final Duration shortestHorizon;
  private final Directory rootDirectory;
  private final Place root;
  private final Zone rootZone;
  private final Nodes nodes = new Nodes(Owners.local());
  private @Nullable CaptureTable table;
  private @Nullable FenceFiles fences;
  private @Nullable Entry state;
  private @Nullable HotWay hotWay;
  private @Nullable Spool spool;
  private @Nullable Swept swept;
  private final Forecaster forecaster = new Forecaster();
  private Duration horizon;
  private volatile boolean inUse;
  private int rounds;
  private long expectedFiles = -1;
  private long expectedHot = -1;

  /**
   * What the sweep leaves for the audit and for {@link #complete}.
   *
   * @param narrow whether there are entries that were not looked at, so that an audit must follow
   */
  private record Swept(
      Entry root, Notes notes, Fence quiet, Path spool, boolean narrow, boolean audited) {}

  public TreeCapture(TreeSpec spec, BlobSink sink, Clock clock, Concurrency concurrency) {
    this(Posix.FILES, spec, sink, clock, concurrency);
  }

  /**
   * @param files the way to the tree; tests and measurements put faults and delays in between
   */
  public TreeCapture(
      FileSystem files, TreeSpec spec, BlobSink sink, Clock clock, Concurrency concurrency) {
    this(files, spec, sink, clock, concurrency, FenceFiles.SETTLING);
  }

  TreeCapture(
      FileSystem files,
      TreeSpec spec,
      BlobSink sink,
      Clock clock,
      Concurrency concurrency,
      Duration settling) {
    this(files, spec, sink, clock, concurrency, settling, SHORTEST_HORIZON);
  }

  TreeCapture(
      FileSystem files,
      TreeSpec spec,
      BlobSink sink,
      Clock clock,
      Concurrency concurrency,
      Duration settling,
      Duration shortestHorizon) {
    this.settling = settling;
    this.shortestHorizon = shortestHorizon;
    this.horizon = shortestHorizon.multipliedBy(6);
    this.files = files;
    this.spec = spec;
    this.sink = sink;
    this.clock = clock;
    this.concurrency = concurrency;
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
   * Lets this capture use what the last one noted on this machine, and note what it finds itself.
   * To be called before {@link #startFrom}. The table is closed with this capture.
   */
  public void remember(CaptureTable remembered) {
    table = remembered;
  }

  /**
   * Lets the first pass keep what an earlier capture of this tree has, so that an unchanged tree is
   * looked at and not read. Device numbers of hard links are compared with nothing: a capture from
   * another machine or another file system simply matches little.
   *
   * @param settledBefore what the earlier capture said it was ({@link #settledBefore}); without
   *     one, a moment that is certainly before its first read on the file server's clock
   */
  public void startFrom(BlobSource source, BlobId tree, Instant settledBefore) {
    if (state != null) {
      throw new IllegalStateException("There was a pass already");
    }
    try {
      Body stored = new Body.Stored(new EarlierCapture(source, settledBefore, table), tree);
      state = new Entry(FileName.of("."), rootDirectory.stat(), stored, List.of(), false);
    } catch (IOException failed) {
      throw unreadableRoot(failed);
    }
  }

  /** What was changed before it may be kept by a capture that starts from this one. */
  public Instant settledBefore(Fence quiet) {
    Instant settled = quiet.settled();
    Instant copied = spool == null ? settled : spool.oldestChange();
    if (!copied.isBefore(settled)) {
      return settled;
    }
    Instant writtenBack = quiet.earliest().minus(DIRTY);
    return copied.isAfter(writtenBack) ? copied : writtenBack;
  }

  /** One warm round: reads into the sink everything that is new or changed since the last one. */
  public RoundReport round(Progress progress) {
    long started = clock.nanos();
    FenceFiles fencing = fencing();
    Notes notes = new Notes();
    ContentReader reader =
        new ContentReader(sink, new SafeRead(clock, Freshness.BY_FENCE), notes, fencing);
    Fence beforeAll = fencing.recent();
    HotWay way = new HotWay(beforeAll.minus(horizon));
    hotWay = way;
    WarmRound pass = new WarmRound(reader, fencing, beforeAll, way, notes);
    state = requireRoot(walk(pass, notes, state, expectedFiles, progress));
    expectedFiles = notes.counts().entries();
    expectedHot = notes.hotEntries.sum();
    RoundReport report = roundReport(notes, started);
    horizon = max(shortestHorizon, report.elapsed().multipliedBy(2));
    return report;
  }

  private RoundReport roundReport(Notes notes, long started) {
    Counts counts = notes.counts();
    Duration elapsed = elapsed(started);
    Forecaster.Forecast forecast = forecaster.after(counts, notes, started, elapsed.toNanos());
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
        forecast.filesPerSecond(),
        forecast.bytesPerSecond(),
        forecast.full(),
        forecast.narrow(),
        elapsed);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /**
   * An instant on the file server's clock: what was written before the call has an earlier ctime,
   * what is written after the return has this one or a later one. Waits for the clock to tick.
   */
  public Fence fence() {
    return fencing().fence();
  }

  /**
   * The file systems whose clocks were set back since the first of these fences: what was written
   * after it may look as if it had been written before.
   *
   * @param fences in the order in which they were taken
   */
  public List<Unproved> setBackSince(Fence... fences) {
    List<Unproved> found = new ArrayList<>();
    for (int i = 0; i < fences.length; i++) {
      Fence next = i + 1 < fences.length ? fences[i + 1] : fence();
      for (String path : fencing().setBack(fences[i], next)) {
        found.add(new Unproved(path, "the clock of this file system was set back since the fence"));
      }
    }
    return found;
  }

  /**
   * What was written since {@code since} among all that is likely to be written: a suspension that
   * holds leaves nothing to name. Needs a round.
   */
  public List<WrittenInWindow> restless(Fence since, Progress progress) {
    Notes notes = new Notes();
    HotWay way = Objects.requireNonNull(hotWay, "a look needs a round");
    walk(new Restless(since, way, notes), notes, state, expectedHot, progress);
    return notes.written();
  }

  /**
   * Inside the window: looks at everything, or at what is likely to change again, and copies what
   * changed since the last round to the spool. Nothing is sent to the sink. What this pass lists is
   * what is captured.
   *
   * @param spool a directory outside the tree, or one named in {@link TreeSpec#ownedElsewhere}
   * @param quiet a fence taken after the suspension was proved
   */
  public SweepReport sweep(Rule.Sweep kind, Path spool, Fence quiet, Progress progress) {
    long started = clock.nanos();
    Notes notes = new Notes();
    Sweep full = new Sweep(spooling(spool, quiet, notes), quiet, notes);
    boolean narrow = kind == Rule.Sweep.NARROW;
    Pass pass =
        narrow
            ? new NarrowSweep(full, Objects.requireNonNull(hotWay, "a narrow sweep needs a round"))
            : full;
    Entry root =
        requireRoot(walk(pass, notes, state, narrow ? expectedHot : expectedFiles, progress));
    swept = new Swept(root, notes, quiet, spool, narrow, false);
    Counts counts = notes.counts();
    return new SweepReport(
        kind,
        counts.files(),
        counts.directories(),
        counts.bytes(),
        notes.changedFiles.sum(),
        notes.changedBytes.sum(),
        counts.writtenInWindow(),
        counts.arrivals(),
        counts.torn(),
        counts.skipped(),
        concurrency.workers(),
        elapsed(started));
  }

  private SpoolReader spooling(Path path, Fence quiet, Notes notes) {
    if (spool == null) {
      try {
        spool = new Spool(files, path);
      } catch (IOException failed) {
        throw Crew.failed("opening of the spool " + path, failed);
      }
    }
    return new SpoolReader(new SafeRead(clock, Freshness.BY_FENCE), spool, quiet, notes);
  }

  /**
   * After the window, as soon as processing runs again: looks at everything once more, captures
   * what a narrow sweep left out, and says what is unproved. Until {@link #complete}, another
   * window may follow.
   *
   * @param end a fence taken just before processing was resumed
   */
  public AuditReport audit(Fence end, Progress progress) {
    long started = clock.nanos();
    Swept done = Objects.requireNonNull(swept, "an audit needs a sweep");
    Notes late = new Notes();
    if (done.narrow()) {
      swept = captureLate(done, end, late, progress);
    } else {
      Audit audit = new Audit(done.quiet(), end, done.notes());
      walk(audit, late, done.root(), expectedFiles, progress);
      boolean whole = late.skippedCount() <= done.notes().skippedCount();
      swept = new Swept(done.root(), done.notes(), done.quiet(), done.spool(), false, whole);
    }
    state = swept.root();
    setBackSince(done.quiet(), end).forEach(clock -> late.unproved(clock.path(), clock.reason()));
    return new AuditReport(
        late.lateFiles.sum(),
        late.lateBytes.sum(),
        late.unprovedCount(),
        late.unproved(),
        elapsed(started));
  }

  private Swept captureLate(Swept done, Fence end, Notes late, Progress progress) {
    SpoolReader reader = spooling(done.spool(), done.quiet(), late);
    Audit audit = new Audit(done.quiet(), end, late);
    Pass pass = new LateCapture(audit, reader, done.quiet(), late);
    Entry root = requireRoot(walk(pass, late, done.root(), expectedFiles, progress));
    boolean whole = late.skippedCount() == 0;
    late.takeOver(done.notes());
    late.count(root);
    return new Swept(root, late, done.quiet(), done.spool(), false, whole);
  }

  private static Swept believed(Swept done) {
    Entry root = done.root().asTheWarmRoundsHaveIt();
    Notes notes = new Notes();
    notes.takeOver(done.notes());
    notes.count(root);
    return new Swept(root, notes, done.quiet(), done.spool(), false, false);
  }

  /**
   * After the window: saves what was spooled and the trees. Without an audit, what a narrow sweep
   * left out is taken as the warm rounds have it, which proves nothing: the capture is not audited.
   */
  public CapturedTree complete(Progress progress) {
    Swept done = Objects.requireNonNull(swept, "complete needs a sweep");
    if (done.narrow()) {
      done = believed(done);
    }
    SavedTrees trees = new SavedTrees(sink, nodes, table);
    Entry saved = new TreeSaver(trees, concurrency.workers()).save(done.root(), progress);
    remembered();
    state = done.root();
    swept = null;
    closeSpool();
    return done.notes().tree(saved, nodes.of(saved), done.audited());
  }

  /**
   * Without a window: one pass. Each file is as of one moment or named as torn; the tree as a whole
   * is of no single moment.
   */
  public CapturedTree captureAll(Progress progress) {
    return captureAll(Freshness.byWaiting(clock), null, progress);
  }

  /**
   * Captures a snapshot that was taken inside a window: nothing changes in it any more.
   *
   * @param quiet a fence on the live tree, taken after the suspension was proved and before the
   *     snapshot; what was written since is named
   */
  public CapturedTree captureSnapshot(Fence quiet, Progress progress) {
    return captureAll(Freshness.BY_FENCE, quiet, progress);
  }

  private CapturedTree captureAll(Freshness freshness, @Nullable Fence quiet, Progress progress) {
    Notes notes = new Notes();
    SafeRead safeRead = new SafeRead(clock, freshness);
    ContentReader reader = new ContentReader(sink, safeRead, notes, null);
    Pass pass = new CaptureAll(reader, new SavedTrees(sink, nodes, table), quiet, notes);
    Entry saved = requireRoot(walk(pass, notes, state, expectedFiles, progress));
    remembered();
    return notes.tree(saved, nodes.of(saved), false);
  }

  private void remembered() {
    if (table != null) {
      table.keep();
    }
  }

  private @Nullable Entry walk(
      Pass pass, Notes notes, @Nullable Entry before, long expected, Progress progress) {
    try (Progress.Phase phase = progress.begin(pass.name(), Progress.Unit.FILES, expected)) {
      Owned owned = new Owned(files, spec);
      Walk walk =
          new Walk(
              pass,
              notes,
              owned,
              (place, stat) -> mount(pass, place, stat, notes),
              phase,
              concurrency);
      Stat stat = rootDirectory.stat();
      inUse = true;
      try {
        return walk.run(root, rootZone, stat, before);
      } finally {
        inUse = walk.leftBehind();
        if (!inUse) {
          root.closeIdle();
        }
      }
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
    Spool closing = spool;
    spool = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException failed) {
        throw Crew.failed("clearing of the spool " + closing, failed);
      }
    }
  }

  /**
   * Removes the fence files and what is left in the spool. If a pass still hangs in a file system
   * that does not answer, everything is left as it is: its handles must not become another's, and
   * the next run clears up.
   */
  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
    if (inUse) {
      return;
    }
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
