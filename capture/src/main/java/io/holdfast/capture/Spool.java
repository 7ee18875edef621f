package io.holdfast.capture;

import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where content waits that is copied inside the window: as many files as copies are made at once,
 * each copy appended to one that is free, because making a file per copy would cost more window
 * than copying. Nothing here needs to survive a crash: a set that was not completed is made anew.
 */
final class Spool implements AutoCloseable {
  /** Copies begin at multiples of this, so that the file system can share the blocks. */
  private static final long ALIGNMENT = 4096;

  /**
   * From here on a copy is left to the kernel, which shares the blocks where the file system can.
   * Sharing makes the file system write out the source first and keep books about it, whatever the
   * size: a file of 3 KiB takes twenty times as long to share as to copy on XFS, seven times on
   * btrfs.
   */
  private static final long SHARED_FROM = 8L << 20;

  private static final int BUFFER_BYTES = 256 * 1024;

  /** A copy: {@code length} bytes of {@code file} from {@code start}. */
  record Piece(OpenFile file, long start, long length, boolean sparse) {
    DataStream open() {
      return new DataStream(file, start, length, sparse);
    }
  }

  private final Path path;
  private final Directory directory;
  private final Queue<Column> columns = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Column> free = new ConcurrentLinkedDeque<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicReference<Instant> oldestChange = new AtomicReference<>(Instant.MAX);

  Spool(FileSystem files, Path path) throws IOException {
    this.path = path;
    Disk.createPrivateDirectories(path);
    this.directory = files.open(path);
  }

  /** Copies what {@code stat} says is there; a file cut short meanwhile gives a shorter piece. */
  Piece copy(OpenFile source, Stat stat) throws IOException {
    oldestChange.accumulateAndGet(stat.changed(), (a, b) -> b.isBefore(a) ? b : a);
    Column column = free.pollFirst();
    if (column == null) {
      column = newColumn();
    }
    try {
      return column.append(source, stat);
    } finally {
      free.addFirst(column);
    }
  }

  private Column newColumn() throws IOException {
    FileName name = FileName.of("spool-" + number.getAndIncrement());
    Column column = new Column(name, directory.create(name, 0600));
    columns.add(column);
    return column;
  }

  /** The oldest ctime among what was copied here; {@link Instant#MAX} if nothing was. */
  Instant oldestChange() {
    return oldestChange.get();
  }

  @Override
  public void close() throws IOException {
    for (Column column : columns) {
      column.file.close();
      directory.removeFile(column.name);
    }
    columns.clear();
    free.clear();
    directory.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** A file that one copy at a time is appended to. */
  private static final class Column {
    private final FileName name;
    private final OpenFile file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long end;
    private boolean inKernel = true;

    Column(FileName name, OpenFile file) {
      this.name = name;
      this.file = file;
    }

    Piece append(OpenFile source, Stat stat) throws IOException {
      long start = end;
      boolean sparse = SafeRead.maybeSparse(stat);
      long length = sparse ? copyRuns(source, stat.size()) : copy(source, 0, stat.size());
      end = start + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      if (sparse) {
        file.truncate(end);
      }
      return new Piece(file, start, length, sparse);
    }

    private long copyRuns(OpenFile source, long size) throws IOException {
      long data = source.nextData(0);
      while (data >= 0 && data < size) {
        long hole = Math.min(size, source.nextHole(data));
        copy(source, data, hole - data);
        data = hole < size ? source.nextData(hole) : -1;
      }
      return Math.min(size, source.stat().size());
    }

    /** Copies one run to the same distance from the piece's start; returns how much there was. */
    private long copy(OpenFile source, long from, long length) throws IOException {
      if (inKernel && length >= SHARED_FROM) {
        try {
          return source.copyTo(file, end + from, from, length);
        } catch (PosixException failed) {
          if (failed.errno() != Errno.EXDEV && !failed.unsupported()) {
            throw failed;
          }
          inKernel = false;
        }
      }
      long done = 0;
      while (done < length) {
        int wanted = (int) Math.min(buffer.length, length - done);
        int read = source.read(buffer, 0, wanted, from + done);
        if (read == 0) {
          break;
        }
        file.write(buffer, 0, read, end + from + done);
        done += read;
      }
      return done;
    }
  }
}
