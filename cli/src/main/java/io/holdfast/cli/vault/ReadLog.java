package io.holdfast.cli.vault;

import io.holdfast.platform.Disk;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When each pack of a vault was last read whole on this machine and found sound: a line with its
 * name and the second. It lies on this machine and not in the vault, since a check changes nothing
 * there. Without it the round of reading begins again, and nothing else is lost.
 */
final class ReadLog {
  private final Path file;
  private final Map<BlobId, Instant> read;

  private ReadLog(Path file, Map<BlobId, Instant> read) {
    this.file = file;
    this.read = read;
  }

  /** What a file says; nothing if it is not there, or is no such file. */
  static ReadLog at(Path file) throws IOException {
    Map<BlobId, Instant> read = new TreeMap<>();
    try {
      for (String line : Disk.readText(file).lines().toList()) {
        String[] words = line.split(" ", 2);
        read.put(BlobId.parse(words[0]), Instant.ofEpochSecond(Long.parseLong(words[1])));
      }
    } catch (NoSuchFileException firstTime) {
      return new ReadLog(file, read);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException noSuchFile) {
      read.clear();
    }
    return new ReadLog(file, read);
  }

  synchronized void wasRead(BlobId pack, Instant when) {
    read.put(pack, when);
  }

  /** The packs that were never read, then those that were read longest ago. */
  synchronized List<BlobId> oldestFirst(List<BlobId> packs) {
    List<BlobId> ordered = new ArrayList<>(packs);
    ordered.sort(
        Comparator.comparing((BlobId pack) -> read.getOrDefault(pack, Instant.MIN))
            .thenComparing(Comparator.naturalOrder()));
    return ordered;
  }

  /** Forgets packs that are gone. */
  synchronized void keepOnly(Iterable<BlobId> packs) {
    Map<BlobId, Instant> kept = new TreeMap<>();
    for (BlobId pack : packs) {
      if (read.containsKey(pack)) {
        kept.put(pack, Objects.requireNonNull(read.get(pack)));
      }
    }
    read.clear();
    read.putAll(kept);
  }

  synchronized int size() {
    return read.size();
  }

  /** Since when every pack in it has been read. */
  synchronized Optional<Instant> oldest() {
    return read.values().stream().min(Comparator.naturalOrder());
  }

  synchronized void save() throws IOException {
    StringBuilder text = new StringBuilder();
    read.forEach(
        (pack, when) ->
            text.append(pack.hex()).append(' ').append(when.getEpochSecond()).append('\n'));
    Disk.createDirectories(Objects.requireNonNull(file.getParent()));
    Disk.writeDurably(
        file,
        file.resolveSibling(file.getFileName() + ".tmp"),
        ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
