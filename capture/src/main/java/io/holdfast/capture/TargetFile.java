package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One regular file on its way into the target; several threads may bring its parts. A file with one
 * name is compared and rewritten where it is, if the mode allows that. A file with several names is
 * never touched, because the others may be anywhere: unless it is as it should be, a new one takes
 * its place.
 */
final class TargetFile {
  final TargetDirectory at;
  final Node node;
  private final @Nullable Stat there;
  private final boolean mayStay;
  private final RestoreWork work;
  private final AtomicInteger parts = new AtomicInteger(1);
  private final LongAdder lacking = new LongAdder();
  private final boolean aside;
  private boolean started;
  private volatile boolean failed;

  /** What is there, if it is of use; set by {@link #start}. */
  private volatile @Nullable OldFile old;

  /** What is written to, once there is something to write. */
  private @Nullable OpenFile target;

  private @Nullable HoleWriter writer;

  /** One thing to do with a file that may go wrong for it alone. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * @param there what has its name
   * @param mayStay whether a file with several names may stay one with the names it has
   */
  TargetFile(
      RestoreWork work, TargetDirectory at, Node node, @Nullable Stat there, boolean mayStay) {
    this.work = work;
    this.at = at;
    this.node = node;
    this.there = there;
    this.mayStay = mayStay;
    this.aside = there != null || !work.options().mode().rewritesInPlace();
  }

  private String display() {
    return at.place.display(node.name());
  }

  /** In how many parts it comes; called before the first. */
  void comesIn(int count) {
    parts.set(count);
  }

  boolean hasFailed() {
    return failed;
  }

  /** Whether the name gets another inode than it had. */
  boolean isReplaced() {
    return old == null;
  }

  void attempt(Step step) throws IOException {
    if (failed) {
      return;
    }
    try {
      step.run();
    } catch (IOException | HoldfastException why) {
      fail(why);
    }
  }

  void fail(Exception why) throws IOException {
    failed = true;
    work.fail(display(), why);
  }

  /** Looks at what is there; only the first call does anything. */
  synchronized void start() throws IOException {
    if (started) {
      return;
    }
    started = true;
    work.open().add(this);
    Stat stat = there;
    if (stat != null && stat.isDirectory()) {
      InTheWay.clearDirectory(at, node.name(), work.options(), work.removal());
    } else if (stat != null && stat.isRegular() && (stat.links() == 1 || mayStay)) {
      old = OldFile.open(work, at, node, stat);
    }
  }

  /** A reader of what is there, for one thread. */
  @Nullable RangeHash oldRanges() {
    OldFile file = old;
    return file == null ? null : file.ranges();
  }

  /**
   * Whether a range must be written.
   *
   * @param hash of {@link #oldRanges}
   */
  boolean lacks(@Nullable RangeHash hash, BlobId blob, long offset, long length)
      throws IOException {
    OldFile file = old;
    if (file != null && file.has(hash, blob, offset, length)) {
      return false;
    }
    lacking.add(length);
    return true;
  }

  void write(byte[] bytes, int length, long offset) throws IOException {
    writer().write(bytes, length, offset);
  }

  private synchronized HoleWriter writer() throws IOException {
    HoleWriter ready = writer;
    if (ready == null) {
      OldFile file = old;
      OpenFile opened = file == null ? create() : file.openForWriting(at, node.name());
      ready = new HoleWriter(opened, file == null ? 0 : file.size());
      target = opened;
      writer = ready;
    }
    return ready;
  }

  /**
   * One at a time in each directory: the kernel makes names in a directory one after another
   * anyway, and threads that ask at once burn more CPU waiting for each other than the work takes.
   */
  private OpenFile create() throws IOException {
    FileName name = writtenAs();
    return at.place.use(
        directory -> {
          synchronized (at.place) {
            if (aside) {
              InTheWay.removeIfThere(directory, name);
            }
            return directory.create(name, 0600);
          }
        });
  }

  private FileName writtenAs() {
    return old == null && aside ? InTheWay.aside(node.name()) : node.name();
  }

  /** Reads a range back that was written. */
  void verify(BlobId blob, long offset, long length) throws IOException {
    OpenFile written = Objects.requireNonNull(target, "nothing was written");
    BlobId found = new RangeHash(written, length).ofUnfinished(offset, length);
    if (!found.equals(blob)) {
      throw new IOException(
          "what was written from byte " + offset + " on reads back differently: " + found);
    }
    work.tally().bytesVerified.add(length);
  }

  /** Called after each part; the last one ends the work. */
  void done() throws IOException {
    if (parts.decrementAndGet() == 0) {
      attempt(this::finish);
      close(false);
    }
  }

  private void finish() throws IOException {
    Tally tally = work.tally();
    boolean dryRun = work.options().dryRun();
    OldFile file = old;
    if (file == null || lacking.sum() > 0 || file.size() != node.size()) {
      if (!dryRun) {
        complete();
      }
      tally.did(there == null ? Deed.CREATE : Deed.CHANGE, display(), lacking.sum());
    } else if (file.isDressed(work.applied(), node)) {
      tally.unchanged();
    } else {
      if (!dryRun) {
        file.dress(work.applied(), node, display());
      }
      tally.did(Deed.METADATA, display(), 0);
    }
    tally.files.increment();
    tally.bytes.add(node.size());
  }

  private void complete() throws IOException {
    HoleWriter last = writer();
    last.finish(node.size());
    work.applied().to(Objects.requireNonNull(target), node, display());
    FileName written = writtenAs();
    if (!written.equals(node.name())) {
      work.moveIntoPlace(at, written, node.name());
    }
    work.tally().holeBytes.add(last.holes());
  }

  /**
   * Closes it, and removes it if it is a mixture.
   *
   * @param stopped whether the whole restore ends here: then a file that was being rewritten where
   *     it is stays, since the next run needs only what it lacks
   */
  synchronized void close(boolean stopped) throws IOException {
    work.open().remove(this);
    OldFile file = old;
    if (file != null) {
      file.close();
    }
    OpenFile written = target;
    if (written == null) {
      return;
    }
    written.close();
    boolean inPlace = file != null;
    if (stopped ? !inPlace : failed) {
      at.place.with(directory -> directory.removeFile(writtenAs()));
    }
  }
}
