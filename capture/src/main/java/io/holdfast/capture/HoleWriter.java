package io.holdfast.capture;

import io.holdfast.platform.posix.OpenFile;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes a file front to back and leaves out what is zero: whole, aligned blocks of zeros become
 * holes, which read the same and take no space.
 */
final class HoleWriter {
  private static final int BLOCK = 4096;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final OpenFile file;
  private long at;
  private long written;
  private long holes;

  HoleWriter(OpenFile file) {
    this.file = file;
  }

  void write(byte[] data, int length) throws IOException {
    int start = 0;
    int i = Math.min(length, (int) ((BLOCK - at % BLOCK) % BLOCK));
    while (i + BLOCK <= length) {
      if (data[i] == 0 && Arrays.equals(data, i, i + BLOCK, ZEROS, 0, BLOCK)) {
        flush(data, start, i);
        holes += BLOCK;
        start = i + BLOCK;
      }
      i += BLOCK;
    }
    flush(data, start, length);
    at += length;
  }

  private void flush(byte[] data, int from, int to) throws IOException {
    if (to > from) {
      file.write(data, from, to - from, at + from);
      written = at + to;
    }
  }

  /** Gives the file its length, which a hole at the end does not; returns it. */
  long finish() throws IOException {
    if (written < at) {
      file.truncate(at);
    }
    return at;
  }

  long holes() {
    return holes;
  }
}
