package io.holdfast.stores.derby;

import io.holdfast.platform.Disk;
import io.holdfast.stores.EarlierMember;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a set has of a log that Derby archives.
 *
 * @param root the member's directory
 * @param first the file with which recovery of the backup begins; those below it were archived
 * @param last the file that Derby closed at the end of the backup: the set's point is its end
 */
record CapturedLog(BlobSource source, Node root, long first, long last) {
  private static final String EVIDENCE = "log";

  /** Empty for a member that was captured without log archive mode. */
  static Optional<CapturedLog> of(EarlierMember member) {
    JsonNode log = member.evidence().path(EVIDENCE);
    return log.isObject()
        ? Optional.of(
            new CapturedLog(
                member.source(),
                member.root(),
                log.path("first").asLong(),
                log.path("last").asLong()))
        : Optional.empty();
  }

  static void tell(ObjectNode evidence, LogArchive.Taken taken) {
    evidence
        .putObject(EVIDENCE)
        .put("first", taken.first())
        .put("last", taken.last())
        .put("archived", taken.archived());
  }

  Optional<Node> file(long number) {
    BlobId tree = Objects.requireNonNull(root.subtree(), "a member is a directory");
    return TreeWalk.find(source, tree, LogDirectory.inMember(number));
  }

  /**
   * Whether a live log is the continuation of this one. A database that was restored from another
   * set has files of the same numbers, and other records in them.
   */
  boolean goesOnIn(LogDirectory live) throws IOException {
    NavigableSet<Long> numbers = live.numbers();
    if (numbers.contains(last)) {
      return goesOnIn(live.file(last));
    }
    return !numbers.isEmpty() && numbers.last() > last;
  }

  /**
   * Whether a file has all records of our last one. Behind them Derby leaves zeros, where a
   * database that was restored from this set goes on.
   */
  boolean goesOnIn(Path file) throws IOException {
    Optional<Node> ours = file(last);
    if (ours.isEmpty()) {
      return false;
    }
    long size = Disk.size(file);
    long offset = 0;
    boolean same = true;
    for (BlobId blob : ours.get().content()) {
      byte[] expected = source.data(blob);
      int there = Math.clamp(size - offset, 0, expected.length);
      int difference = same ? Arrays.mismatch(expected, Disk.read(file, offset, there)) : 0;
      same &= difference < 0;
      if (!same && !isZero(expected, difference)) {
        return false;
      }
      offset += expected.length;
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  void write(Node file, Path target) throws IOException {
    Disk.deleteIfExists(target);
    try (OutputStream out = Disk.createPrivate(target)) {
      for (BlobId blob : file.content()) {
        source.lend(blob, (bytes, length) -> out.write(bytes, 0, length));
      }
    }
  }
}
