package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that has the name of one to be restored, open for reading: it can be rewritten
 * where it is, or kept.
 */
final class OldFile implements AutoCloseable {
  private final Stat stat;
  private final OpenFile file;

  /** Whether its content is right, or taken to be. */
  private final boolean same;

  private OldFile(Stat stat, OpenFile file, boolean same) {
    this.stat = stat;
    this.file = file;
    this.same = same;
  }

  /**
   * Opens it and decides what it is good for.
   *
   * @return null if it is good for nothing, and a new file must take its place
   */
  static @Nullable OldFile open(RestoreWork work, TargetDirectory at, Node node, Stat stat)
      throws IOException {
    OpenFile file = read(work, at, node.name(), stat);
    if (file == null) {
      return null;
    }
    boolean kept = false;
    try {
      OldFile old = new OldFile(stat, file, hasContent(work, node, stat, file));
      kept = old.isOfUse(work, node);
      return kept ? old : null;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  /** Where it may be rewritten it is compared part by part, by whoever brings the part. */
  private static boolean hasContent(RestoreWork work, Node node, Stat stat, OpenFile file)
      throws IOException {
    Overwrite mode = work.options().mode();
    if (stat.size() != node.size()) {
      return false;
    }
    if (mode == Overwrite.IF_CHANGED && stat.modified().equals(node.modified())) {
      return true;
    }
    return !(stat.links() == 1 && mode.rewritesInPlace()) && isWhole(work, node, file);
  }

  private static boolean isWhole(RestoreWork work, Node node, OpenFile file) throws IOException {
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

  /** One with other names must be right in everything, since nothing of it may be changed. */
  private boolean isOfUse(RestoreWork work, Node node) throws IOException {
    if (stat.links() > 1) {
      return same && work.applied().isOn(node, stat, file.attributes());
    }
    return same || work.options().mode().rewritesInPlace();
  }

  /** Null if it may not be read, so that nothing is known of it. */
  private static @Nullable OpenFile read(
      RestoreWork work, TargetDirectory at, FileName name, Stat stat) throws IOException {
    boolean locked = (stat.permissions() & 0600) != 0600 && stat.links() == 1;
    try {
      return at.place.use(
          directory -> {
            if (locked && !work.options().dryRun()) {
              work.applied().unlock(directory, name, stat.permissions() | 0600);
            }
            return checked(directory.read(name), stat, at.place.display(name));
          });
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
  private static OpenFile checked(OpenFile file, Stat expected, String path) throws IOException {
    Stat found = file.stat();
    if (found.isRegular()
        && found.inode() == expected.inode()
        && found.device() == expected.device()
        && (found.links() == 1 || expected.links() > 1)) {
      return file;
    }
    file.close();
    throw new PosixException(
        Errno.ESTALE, "restore", path + ", which is changed by somebody at the same time");
  }

  /** The same file for writing. */
  OpenFile openForWriting(TargetDirectory at, FileName name) throws IOException {
    return at.place.use(
        directory -> checked(directory.openForWriting(name), stat, at.place.display(name)));
  }

  /** A reader of its content, for one thread; null if none is needed. */
  @Nullable RangeHash ranges() {
    return same ? null : new RangeHash(file, stat.size());
  }

  /**
   * @param hash of {@link #ranges}
   */
  boolean has(@Nullable RangeHash hash, BlobId blob, long offset, long length) throws IOException {
    return hash == null || (offset + length <= stat.size() && hash.of(offset, length).equals(blob));
  }

  long size() {
    return stat.size();
  }

  /** Whether its metadata is right too. */
  boolean isDressed(Applied applied, Node node) throws IOException {
    return applied.isOn(node, file.stat(), file.attributes());
  }

  void dress(Applied applied, Node node, String path) throws IOException {
    applied.to(file, node, path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
