package io.holdfast.stores.files;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Fence;
import io.holdfast.capture.RoundReport;
import io.holdfast.capture.SweepReport;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.capture.WrittenInWindow;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.vault.BlobId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One tree during one backup. */
final class FilesStore implements Store {
  /** A second round catches what changed during the first, which reads everything. */
  private static final int WARM_ROUNDS = 2;

  private static final int NAMED_IN_A_REASON = 5;

  /**
   * What the next backup leaves between the quiet fence and the changes that it takes for settled.
   * All that the set has was as it is when the fence had passed, and a later change has a later
   * ctime, by the clock of the file's own server. This allows for a write call that was going on at
   * the fence.
   */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final StoreSpec.Files spec;
  private final Clock clock;
  private final Path spool;
  private final TreeCapture capture;
  private final List<RoundReport> rounds = new ArrayList<>();
  private @Nullable Fence quiet;
  private @Nullable Fence end;
  private @Nullable SweepReport sweep;

  FilesStore(StoreSpec.Files spec, StoreContext context) {
    this.spec = spec;
    this.clock = context.clock();
    this.spool = context.work();
    this.capture =
        new TreeCapture(
            new TreeSpec(spec.root(), spec.profiles(), context.ownedElsewhere()),
            context.sink(),
            context.clock(),
            context.threads());
    beginWith(context.earlier());
  }

  private void beginWith(@Nullable EarlierMember earlier) {
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
    return "files";
  }

  @Override
  public Readiness prepare(Progress progress) {
    RoundReport round = capture.round(progress);
    rounds.add(round);
    return new Readiness(round.elapsed(), rounds.size() < WARM_ROUNDS);
  }

  @Override
  public void mark() {
    quiet = capture.fence();
  }

  @Override
  public Point fix(Rule.Sweep how, Progress progress) {
    Instant from = clock.now();
    sweep = capture.sweep(spool, Objects.requireNonNull(quiet, "marked first"), progress);
    end = capture.fence();
    Instant to = clock.now();
    return new Point(from, to.isBefore(from) ? from : to);
  }

  @Override
  public CapturedMember complete(Progress progress) {
    CapturedTree tree = capture.complete(end, progress);
    return new CapturedMember(
        tree.rootNode(),
        tree.counts().files(),
        tree.counts().bytes(),
        TreeEvidence.of(
            rounds,
            Objects.requireNonNull(sweep, "fixed first"),
            tree,
            Objects.requireNonNull(quiet, "marked first").earliest().minus(SETTLING)),
        doubts(tree));
  }

  @Override
  public ReferenceRows references(String query) {
    throw new IllegalStateException("A tree of files answers no queries");
  }

  @Override
  public void close() {
    capture.close();
  }

  private List<Doubt> doubts(CapturedTree tree) {
    List<Doubt> doubts = new ArrayList<>();
    long written = tree.counts().writtenInWindow();
    if (written > 0) {
      doubts.add(
          new Doubt(
              Grade.CRASH_CONSISTENT,
              "store '%s': %d entries were written while processing was suspended: %s"
                  .formatted(
                      spec.name(),
                      written,
                      named(
                          tree.writtenInWindow().stream().map(WrittenInWindow::path).toList(),
                          written))));
    }
    if (tree.counts().torn() > 0) {
      doubts.add(
          new Doubt(
              Grade.CRASH_CONSISTENT,
              "store '%s': %d files changed while they were read: %s"
                  .formatted(
                      spec.name(),
                      tree.counts().torn(),
                      named(
                          tree.torn().stream().map(torn -> torn.path()).toList(),
                          tree.counts().torn()))));
    }
    if (tree.counts().skipped() > 0) {
      doubts.add(
          new Doubt(
              Grade.PARTIAL,
              "store '%s': %d entries could not be captured: %s"
                  .formatted(
                      spec.name(),
                      tree.counts().skipped(),
                      named(
                          tree.skipped().stream()
                              .map(skipped -> skipped.path() + " (" + skipped.reason() + ")")
                              .toList(),
                          tree.counts().skipped()))));
    }
    return doubts;
  }

  private static String named(List<String> paths, long total) {
    String first = paths.stream().limit(NAMED_IN_A_REASON).collect(Collectors.joining(", "));
    return total > NAMED_IN_A_REASON
        ? first + " and " + (total - NAMED_IN_A_REASON) + " more"
        : first;
  }
}
