package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.PosixException;
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
  private volatile boolean failed;

  /** What is there, if it can be compared or kept. */
  private volatile @Nullable OpenFile old;

  private volatile boolean same;

  /** What is written to, once there is something to write. */
  private @Nullable OpenFile target;

  private @Nullable HoleWriter writer;
  private boolean started;

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

  String display() {
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
    if (stat == null) {
      return;
    }
    if (stat.isDirectory()) {
      InTheWay.clearDirectory(at, node.name(), work.options(), work.removal());
    } else if (stat.isRegular() && (stat.links() == 1 || mayStay)) {
      compare(stat);
    }
  }

  private void compare(Stat stat) throws IOException {
    OpenFile file = openOld(stat);
    if (file == null) {
      return;
    }
    old = file;
    boolean alone = stat.links() == 1;
    if (work.options().mode() == Overwrite.IF_CHANGED
        && stat.size() == node.size()
        && stat.modified().equals(node.modified())) {
      same = true;
    }
    if (alone && work.options().mode().rewritesInPlace()) {
      return;
    }
    same = same || hasWholeContent(file, stat);
    boolean untouched = same && work.applied().isOn(node, stat, file.attributes());
    if (!untouched && !(alone && same)) {
      old = null;
      same = false;
      file.close();
    }
  }

  private boolean hasWholeContent(OpenFile file, Stat stat) throws IOException {
    if (stat.size() != node.size()) {
      return false;
    }
    RangeHash hash = new RangeHash(file, node.size());
    long offset = 0;
    for (BlobId blob : node.content()) {
      long length = work.source().dataLength(blob);
      if (!hash.of(offset, length).equals(blob)) {
        return false;
      }
      offset += length;
    }
    return true;
  }

  /** Null if it may not be read, so that nothing is known of it. */
  private @Nullable OpenFile openOld(Stat stat) throws IOException {
    FileName name = node.name();
    boolean locked = (stat.permissions() & 0600) != 0600 && stat.links() == 1;
    try {
      OpenFile file =
          at.place.use(
              directory -> {
                if (locked && !work.options().dryRun()) {
                  work.applied().unlock(directory, name, stat.permissions() | 0600);
                }
                return directory.read(name);
              });
      return checked(file, stat);
    } catch (PosixException refused) {
      if (refused.errno() == Errno.EACCES && (work.options().dryRun() || stat.links() > 1)) {
        return null;
      }
      throw refused;
    }
  }

  /**
   * Somebody may have put another file in its place since it was looked at. Names that were several
   * may have become fewer by this restore's own doing.
   */
  private OpenFile checked(OpenFile file, Stat expected) throws IOException {
    Stat found = file.stat();
    if (found.isRegular()
        && found.inode() == expected.inode()
        && found.device() == expected.device()
        && (found.links() == 1 || expected.links() > 1)) {
      return file;
    }
    file.close();
    throw new PosixException(
        Errno.ESTALE, "restore", display() + ", which is changed by somebody at the same time");
  }

  /**
   * Whether a range must be written.
   *
   * @param hash of {@link #oldFile}
   */
  boolean lacks(@Nullable RangeHash hash, BlobId blob, long offset, long length)
      throws IOException {
    if (same) {
      return false;
    }
    Stat stat = there;
    if (hash != null
        && stat != null
        && offset + length <= stat.size()
        && hash.of(offset, length).equals(blob)) {
      return false;
    }
    lacking.add(length);
    return true;
  }

  /** A reader of what is there, for one thread; null if nothing there is of use. */
  @Nullable RangeHash oldRanges() {
    OpenFile file = old;
    return file == null || same ? null : new RangeHash(file, node.size());
  }

  void write(byte[] bytes, int length, long offset) throws IOException {
    writer().write(bytes, length, offset);
  }

  private synchronized HoleWriter writer() throws IOException {
    HoleWriter ready = writer;
    if (ready != null) {
      return ready;
    }
    Stat stat = there;
    OpenFile opened;
    if (old != null && stat != null) {
      opened = checked(at.place.use(directory -> directory.openForWriting(node.name())), stat);
      ready = new HoleWriter(opened, stat.size());
    } else {
      opened = create();
      ready = new HoleWriter(opened, 0);
    }
    target = opened;
    writer = ready;
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
    BlobId found = new RangeHash(written, length).of(offset, length);
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
    if (work.options().dryRun()) {
      tellPlan();
    } else if (old == null || target != null || size() != node.size()) {
      complete();
    } else {
      OpenFile file = Objects.requireNonNull(old);
      if (work.applied().isOn(node, file.stat(), file.attributes())) {
        tally.unchanged();
      } else {
        work.applied().to(file, node, display());
        tally.did(Deed.METADATA, display(), 0);
      }
    }
    tally.files.increment();
    tally.bytes.add(node.size());
  }

  private long size() {
    Stat stat = there;
    return stat == null ? 0 : stat.size();
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
    work.tally().did(there == null ? Deed.CREATE : Deed.CHANGE, display(), lacking.sum());
  }

  private void tellPlan() throws IOException {
    OpenFile file = old;
    if (there == null) {
      work.tally().did(Deed.CREATE, display(), lacking.sum());
    } else if (file == null || lacking.sum() > 0 || size() != node.size()) {
      work.tally().did(Deed.CHANGE, display(), lacking.sum());
    } else if (work.applied().isOn(node, file.stat(), file.attributes())) {
      work.tally().unchanged();
    } else {
      work.tally().did(Deed.METADATA, display(), 0);
    }
  }

  /**
   * Closes it, and removes it if it is a mixture.
   *
   * @param stopped whether the whole restore ends here: then a file that was being rewritten where
   *     it is stays, since the next run needs only what it lacks
   */
  synchronized void close(boolean stopped) throws IOException {
    work.open().remove(this);
    OpenFile file = old;
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
