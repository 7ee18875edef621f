package io.holdfast.platform.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;

/** A regular file by a channel; its attributes by its path, as long as that is the same file. */
final class NioFile extends NioHandle implements OpenFile {
  private static final int PORTION = 256 * 1024;

  /** The name of a file that is replaced all the time leads to one of them at last. */
  private static final int ATTEMPTS = 100;

  private final FileChannel channel;
  private final Stat opened;
  private int looks;

  private NioFile(Path path, byte[] openedAs, FileChannel channel, Stat opened) {
    super(path, openedAs);
    this.channel = channel;
    this.opened = opened;
  }

  /** Opens what is the same regular file before and after: a channel does not tell what it is. */
  static NioFile open(Path path, byte[] name, Set<OpenOption> options) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      NioFile file = openAs(path, name, options, regular(path, name, options));
      try {
        if (file.isThere(statOf(path, name))) {
          return file;
        }
      } catch (PosixException gone) {
        file.close();
        throw gone;
      }
      file.close();
    }
    throw Posix.failure(Errno.ESTALE, "open", name);
  }

  private static Stat regular(Path path, byte[] name, Set<OpenOption> options)
      throws PosixException {
    Stat before = statOf(path, "open", name);
    if (before.type() == FileType.SYMLINK) {
      throw Posix.failure(Errno.ELOOP, "open", name);
    }
    if (before.isDirectory() && options.contains(StandardOpenOption.WRITE)) {
      throw Posix.failure(Errno.EISDIR, "open", name);
    }
    if (!before.isRegular()) {
      throw Posix.failure(Errno.ENXIO, "open", name);
    }
    return before;
  }

  static NioFile create(
      Path path, byte[] name, Set<OpenOption> options, FileAttribute<?> permissions)
      throws IOException {
    FileChannel channel =
        NioErrors.translated("open", name, () -> FileChannel.open(path, options, permissions));
    return new NioFile(path, name, channel, statOf(path, name));
  }

  private static NioFile openAs(Path path, byte[] name, Set<OpenOption> options, Stat before)
      throws PosixException {
    FileChannel channel = NioErrors.translated("open", name, () -> FileChannel.open(path, options));
    return new NioFile(path, name, channel, before);
  }

  static Set<OpenOption> with(OpenOption... options) {
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return Set.copyOf(all);
  }

  private boolean isThere(Stat now) {
    return now.inode() == opened.inode() && now.device() == opened.device();
  }

  /**
   * If the name has gone or leads to another file, the open one lost a name, and its ctime changed
   * with that: it is told as its last known state with a ctime that neither a file nor an earlier
   * answer had.
   */
  @Override
  public Stat stat() throws IOException {
    requireOpen();
    try {
      Stat now = statOf(path, openedAs);
      return isThere(now) ? now : opened.withoutName(looks++);
    } catch (PosixException failed) {
      if (failed.vanished()) {
        return opened.withoutName(looks++);
      }
      throw failed;
    }
  }

  @Override
  public int read(byte[] into, int start, int length, long offset) throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer portion = ByteBuffer.wrap(into, start + done, Math.min(PORTION, length - done));
      long at = offset + done;
      int read = NioErrors.translated("read", openedAs, () -> channel.read(portion, at));
      if (read < 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  @Override
  public void write(byte[] from, int start, int length, long offset) throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer portion = ByteBuffer.wrap(from, start + done, Math.min(PORTION, length - done));
      long at = offset + done;
      done += NioErrors.translated("write", openedAs, () -> channel.write(portion, at));
    }
  }

  /** Where the holes are, the JDK does not tell: all of the file is data. */
  @Override
  public long nextData(long offset) throws IOException {
    return offset < size() ? offset : -1;
  }

  @Override
  public long nextHole(long offset) throws IOException {
    long size = size();
    if (offset >= size) {
      throw Posix.failure(Errno.ENXIO, "lseek", openedAs);
    }
    return size;
  }

  private long size() throws PosixException {
    return NioErrors.translated("stat", openedAs, channel::size);
  }

  @Override
  public void truncate(long length) throws IOException {
    if (length > size()) {
      write(new byte[1], 0, 1, length - 1);
    } else {
      NioErrors.translated("ftruncate", openedAs, () -> channel.truncate(length));
    }
  }

  @Override
  public void writeBack() throws IOException {
    force(false);
  }

  @Override
  public void sync() throws IOException {
    force(true);
  }

  private void force(boolean metadata) throws PosixException {
    NioErrors.done("fsync", openedAs, () -> channel.force(metadata));
  }

  @Override
  public void adviseSequential() {
    // The JDK has no word for it, and the kernel notices by itself.
  }

  @Override
  public long copyTo(OpenFile target, long targetOffset, long offset, long length)
      throws IOException {
    throw Posix.failure(Errno.EOPNOTSUPP, "copy_file_range", openedAs);
  }

  @Override
  public void close() throws IOException {
    super.close();
    NioErrors.done("close", openedAs, channel::close);
  }
}
