package io.holdfast.capture;

import io.holdfast.platform.posix.OpenFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes parts of a file, in any order and from many threads, and leaves out what is zero: whole,
 * aligned blocks of zeros become holes, which read the same and take no space. Where the file had
 * data before, zeros are written.
 */
final class HoleWriter {
  private static final int BLOCK = 4096;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final OpenFile file;
  private final long solidBelow;
  private final LongAccumulator end;
  private final LongAdder holes = new LongAdder();

  /**
   * @param solidBelow how long the file is already
   */
  HoleWriter(OpenFile file, long solidBelow) {
    this.file = file;
    this.solidBelow = solidBelow;
    this.end = new LongAccumulator(Math::max, solidBelow);
  }

  void write(byte[] data, int length, long at) throws IOException {
    int start = 0;
    int i = Math.min(length, (int) ((BLOCK - at % BLOCK) % BLOCK));
    while (i + BLOCK <= length) {
      if (data[i] == 0
          && at + i >= solidBelow
          && Arrays.equals(data, i, i + BLOCK, ZEROS, 0, BLOCK)) {
        flush(data, start, i, at);
        holes.add(BLOCK);
        start = i + BLOCK;
      }
      i += BLOCK;
    }
    flush(data, start, length, at);
  }

  private void flush(byte[] data, int from, int to, long at) throws IOException {
    if (to > from) {
      file.write(data, from, to - from, at + from);
      end.accumulate(at + to);
    }
  }

  /** Gives the file its length, which a hole at the end does not, and cuts off what is beyond. */
  void finish(long length) throws IOException {
    if (end.get() != length) {
      file.truncate(length);
    }
  }

  long holes() {
    return holes.sum();
  }
}
