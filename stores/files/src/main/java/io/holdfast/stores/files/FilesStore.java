package io.holdfast.stores.files;

import io.holdfast.capture.AuditReport;
import io.holdfast.capture.CaptureTable;
import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.Fence;
import io.holdfast.capture.SweepReport;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.capture.WrittenInWindow;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.Unproved;
import io.holdfast.vault.BlobId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One tree during one backup, on a file system without snapshots: rounds, sweep and audit. */
final class FilesStore implements Store {
  private final StoreSpec.Files spec;
  private final Clock clock;
  private final Path spool;
  private final String noSnapshot;
  private final TreeCapture capture;
  private final WarmRounds rounds;
  private final Rule.Sweep expected;
  private @Nullable Fence quiet;
  private @Nullable Fence end;
  private @Nullable SweepReport sweep;
  private @Nullable AuditReport audit;

  /**
   * @param owned what is not captured with this tree
   * @param noSnapshot why the tree is not fixed by a snapshot
   */
  FilesStore(StoreSpec.Files spec, List<Path> owned, StoreContext context, String noSnapshot) {
    this.spec = spec;
    this.clock = context.clock();
    this.spool = context.work();
    this.noSnapshot = noSnapshot;
    this.expected = context.sweep();
    this.rounds = new WarmRounds(expected);
    this.capture =
        new TreeCapture(
            new TreeSpec(spec.root(), spec.profiles(), owned),
            context.sink(),
            context.clock(),
            Concurrency.adaptive(context.threads()));
    begin(capture, context);
  }

  /** Lets a capture begin with what the newest earlier set has. */
  static void begin(TreeCapture capture, StoreContext context) {
    EarlierMember earlier = context.earlier();
    capture.remember(
        CaptureTable.open(context.cache().resolve("capture.table"), context.vault().id()));
    if (earlier != null && earlier.root().subtree() instanceof BlobId tree) {
      TreeEvidence.settledBefore(earlier.evidence())
          .ifPresent(instant -> capture.startFrom(earlier.source(), tree, instant));
    }
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String kind() {
    return spec.kind();
  }

  @Override
  public Readiness prepare(Progress progress) {
    return rounds.add(capture.round(progress));
  }

  /** The fence waits for the file server's clock to tick; that is the time between two looks. */
  @Override
  public List<String> restless() {
    Fence since = capture.fence();
    return capture.restless(since, Progress.NONE).stream().map(WrittenInWindow::path).toList();
  }

  @Override
  public void mark() {
    quiet = capture.fence();
  }

  @Override
  public Point fix(Rule.Sweep how, Progress progress) {
    audit = null;
    Instant from = clock.now();
    sweep = capture.sweep(how, spool, marked(), progress);
    end = capture.fence();
    Instant to = clock.now();
    return new Point(from, to.isBefore(from) ? from : to);
  }

  private Fence marked() {
    return Objects.requireNonNull(quiet, "marked first");
  }

  @Override
  public Unproved prove(Progress progress) {
    AuditReport found = capture.audit(Objects.requireNonNull(end, "fixed first"), progress);
    audit = found;
    return new Unproved(found.unprovedCount(), TreeDoubts.named(found.unproved()));
  }

  @Override
  public CapturedMember complete(Progress progress) {
    CapturedTree tree = capture.complete(progress);
    SweepReport swept = Objects.requireNonNull(sweep, "fixed first");
    TreeEvidence evidence =
        TreeEvidence.swept(swept.kind(), capture.settledBefore(marked()), noSnapshot)
            .rounds(rounds.done(), expected)
            .inWindow(swept);
    if (audit != null) {
      evidence.audit(audit);
    }
    return new CapturedMember(
        tree.rootNode(),
        tree.counts().files(),
        tree.counts().bytes(),
        evidence.of(tree),
        TreeDoubts.swept(spec.name(), tree));
  }

  @Override
  public ReferenceRows references(String query) {
    throw new IllegalStateException("A tree of files answers no queries");
  }

  @Override
  public void close() {
    capture.close();
  }
}
