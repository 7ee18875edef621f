package io.holdfast.capture;

import io.holdfast.platform.posix.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A range of an open file, front to back. Never more than the range: a log that grows as fast as it
 * is read must still come to an end. Where the file has holes they are given as zeros without
 * reading them.
 */
final class DataStream extends InputStream {
  private final OpenFile file;
  private final long end;
  private final boolean holes;
  private long at;
  private long dataFrom;
  private long dataTo;

  /**
   * @param holes whether the file is likely to have any; asking costs two calls per file
   */
  DataStream(OpenFile file, long start, long length, boolean holes) {
    this.file = file;
    this.at = start;
    this.end = start + length;
    this.holes = holes;
    this.dataFrom = start;
    this.dataTo = holes ? start : end;
  }

  /** How far the reading came, counted from the start of the file. */
  long position() {
    return at;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at >= end) {
      return -1;
    }
    if (holes && at >= dataTo) {
      findData();
    }
    int wanted = (int) Math.min(length, end - at);
    if (at < dataFrom) {
      int zeros = (int) Math.min(wanted, dataFrom - at);
      Arrays.fill(into, start, start + zeros, (byte) 0);
      at += zeros;
      return zeros;
    }
    int read = file.read(into, start, (int) Math.min(wanted, dataTo - at), at);
    if (read == 0) {
      return -1;
    }
    at += read;
    return read;
  }

  /** The next run of data; a hole up to the end leaves an empty run there. */
  private void findData() throws IOException {
    long data = file.nextData(at);
    if (data < 0 || data >= end) {
      dataFrom = holeToEnd();
      dataTo = dataFrom;
      return;
    }
    dataFrom = data;
    dataTo = Math.min(end, file.nextHole(data));
  }

  /** A file cut short since it was looked at has no hole up to the old end, it ends earlier. */
  private long holeToEnd() throws IOException {
    return Math.min(end, Math.max(at, file.stat().size()));
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - at);
  }
}
