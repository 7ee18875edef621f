package io.holdfast.stores.derby;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.crypto.Cryptography;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files of a log of which each begins where the one before it ends. */
final class LogChain {
  private static final int PIECE = 1 << 16;

  private final LogDirectory directory;
  private final List<Link> links;

  /** A file, and what its records are. */
  private record Link(LogFile file, byte[] digest) {}

  private LogChain(LogDirectory directory, List<Link> links) {
    this.directory = directory;
    this.links = links;
  }

  /**
   * Goes over the files from one number to another. A last file without a record that does not fit
   * is left out: Derby was killed while it began it, and nothing is lost with it.
   *
   * @throws HoldfastException HF-112 where the chain is broken
   */
  static LogChain read(LogDirectory directory, long first, long last) throws IOException {
    List<Link> links = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      if (!Disk.isRegularFile(directory.file(number))) {
        throw broken("log file %d of %d to %d is missing".formatted(number, first, last));
      }
      LogFile file = LogFile.read(directory.file(number), number);
      if (number > first && !links.getLast().file.isFollowedBy(file)) {
        if (number == last && file.isEmpty()) {
          break;
        }
        throw broken(
            "%s is where the records end, and log file %d does not go on there"
                .formatted(LogFile.inWords(links.getLast().file.place()), number));
      }
      links.add(new Link(file, digest(directory.file(number), file.end())));
    }
    return new LogChain(directory, links);
  }

  /** Where it ends. */
  long end() {
    return links.getLast().file.place();
  }

  /**
   * A recovery that applied every record has changed none and written behind them. One that ended
   * early has written where it ended.
   *
   * @throws HoldfastException HF-112 with the file in which it ended
   */
  void refuseIfOverwritten() throws IOException {
    for (Link link : links) {
      Path path = directory.file(link.file.number());
      if (Disk.size(path) < link.file.end()
          || !Arrays.equals(link.digest, digest(path, link.file.end()))) {
        throw broken(
            "Derby took no more than a part of log file %d for whole"
                .formatted(link.file.number()));
      }
    }
  }

  private static byte[] digest(Path path, long length) throws IOException {
    MessageDigest digest = Cryptography.fastest().sha256();
    byte[] piece = new byte[PIECE];
    try (InputStream in = Disk.open(path)) {
      long left = length;
      while (left > 0) {
        int count = in.readNBytes(piece, 0, (int) Math.min(left, piece.length));
        if (count == 0) {
          throw new IOException(path + " became shorter while it was read");
        }
        digest.update(piece, 0, count);
        left -= count;
      }
    }
    return digest.digest();
  }

  static HoldfastException broken(String why) {
    return new HoldfastException(
        ErrorCode.LOG_BROKEN,
        "The log of the Derby database cannot be followed to its end: " + why,
        "Nothing was put in the place of live data. Derby itself would have stopped there and said"
            + " nothing.",
        "If the file was moved away, put it back beside the others. Otherwise restore a set:"
            + " 'holdfast sets --timeline' shows them.");
  }
}
