package io.holdfast.platform.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A regular file by its descriptor. */
final class PosixFile extends PosixHandle implements OpenFile {
  PosixFile(int descriptor, byte[] openedAs) {
    super(descriptor, openedAs);
  }

  @Override
  public int read(byte[] into, int start, int length, long offset) throws IOException {
    MemorySegment io = Native.ofThread().io();
    int done = 0;
    while (done < length) {
      int wanted = Math.min(length - done, Native.IO_BYTES);
      long read = ReadCalls.pread(descriptor(), io, wanted, offset + done);
      if (read == -Errno.EINTR) {
        continue;
      }
      int got = (int) Posix.check(read, "read", openedAs);
      if (got == 0) {
        break;
      }
      MemorySegment.copy(io, ValueLayout.JAVA_BYTE, 0, into, start + done, got);
      done += got;
    }
    return done;
  }

  @Override
  public void write(byte[] from, int start, int length, long offset) throws IOException {
    MemorySegment io = Native.ofThread().io();
    int done = 0;
    while (done < length) {
      int portion = Math.min(length - done, Native.IO_BYTES);
      MemorySegment.copy(from, start + done, io, ValueLayout.JAVA_BYTE, 0, portion);
      long written = WriteCalls.pwrite(descriptor(), io, portion, offset + done);
      if (written != -Errno.EINTR) {
        done += (int) Posix.check(written, "write", openedAs);
      }
    }
  }

  @Override
  public long nextData(long offset) throws IOException {
    long found = ReadCalls.lseek(descriptor(), offset, Flags.SEEK_DATA);
    return found == -Errno.ENXIO ? -1 : Posix.check(found, "lseek", openedAs);
  }

  @Override
  public long nextHole(long offset) throws IOException {
    long found = ReadCalls.lseek(descriptor(), offset, Flags.SEEK_HOLE);
    return Posix.check(found, "lseek", openedAs);
  }

  @Override
  public void truncate(long length) throws IOException {
    Posix.check(WriteCalls.ftruncate(descriptor(), length), "ftruncate", openedAs);
  }

  @Override
  public void writeBack() throws IOException {
    int all = Flags.WAIT_BEFORE | Flags.WRITE | Flags.WAIT_AFTER;
    Posix.check(WriteCalls.syncFileRange(descriptor(), 0, 0, all), "sync_file_range", openedAs);
  }

  @Override
  public void adviseSequential() throws IOException {
    ReadCalls.fadvise(descriptor(), 0, 0, Flags.FADV_SEQUENTIAL);
  }

  @Override
  public long copyTo(OpenFile target, long targetOffset, long offset, long length)
      throws IOException {
    if (!(target instanceof PosixFile file)) {
      throw Posix.failure(Errno.EOPNOTSUPP, "copy_file_range", openedAs);
    }
    MemorySegment offsets = Native.ofThread().small;
    long done = 0;
    while (done < length) {
      offsets.set(ValueLayout.JAVA_LONG, 0, offset + done);
      offsets.set(ValueLayout.JAVA_LONG, 8, targetOffset + done);
      long copied =
          WriteCalls.copyFileRange(
              descriptor(), offsets, file.descriptor(), offsets.asSlice(8), length - done, 0);
      if (copied != -Errno.EINTR) {
        if (Posix.check(copied, "copy_file_range", openedAs) == 0) {
          break;
        }
        done += copied;
      }
    }
    return done;
  }
}
