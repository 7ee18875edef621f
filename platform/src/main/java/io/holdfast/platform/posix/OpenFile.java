package io.holdfast.platform.posix;

import java.io.IOException;

/** An open regular file. Offsets are explicit: nothing depends on a position. */
public interface OpenFile extends Handle {
  /** Reads up to {@code length} bytes; fewer only where the file ends; 0 at its end. */
  int read(byte[] into, int start, int length, long offset) throws IOException;

  /** Writes all of it. */
  void write(byte[] from, int start, int length, long offset) throws IOException;

  /** Where the next data begins at or after {@code offset}; -1 if only a hole follows. */
  long nextData(long offset) throws IOException;

  /** Where the next hole begins at or after {@code offset}; the end of the file counts as one. */
  long nextHole(long offset) throws IOException;

  void truncate(long length) throws IOException;

  /**
   * Waits until no page of the file is dirty. What is stored into a mapping of the file afterwards
   * sets its ctime; a store to a page that was dirty already would not. It makes nothing durable,
   * and costs next to nothing if nothing is dirty.
   */
  void writeBack() throws IOException;

  /** Tells the kernel that the file will be read from front to back. */
  void adviseSequential() throws IOException;

  /**
   * Copies inside the kernel, sharing blocks where the file system can; returns the bytes copied,
   * fewer than asked if the source ends. Both files must be real ones.
   *
   * @throws PosixException EXDEV, EINVAL, ENOSYS or EOPNOTSUPP if the two file systems cannot do it
   */
  long copyTo(OpenFile target, long targetOffset, long offset, long length) throws IOException;
}
