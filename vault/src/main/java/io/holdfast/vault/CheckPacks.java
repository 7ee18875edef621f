package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Reads every pack to its end: its hash must be its name, its header must say what the index says,
 * and every blob must open and have the hash that is its id.
 */
final class CheckPacks {
  private static final int THREADS = 2;

  private final Vault.Parts parts;
  private final Index index;
  private final BiConsumer<String, String> error;
  private final BiConsumer<String, String> warning;
  private final LongAdder packsRead = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();

  CheckPacks(
      Vault.Parts parts,
      Index index,
      BiConsumer<String, String> error,
      BiConsumer<String, String> warning) {
    this.parts = parts;
    this.index = index;
    this.error = error;
    this.warning = warning;
  }

  /** Reads the packs that are chosen, until the time for it is over. */
  void run(Map<BlobId, Long> packs, PackReading chosen, Progress progress) {
    List<BlobId> order = chosen.order().of(packs);
    if (order.isEmpty()) {
      return;
    }
    long begun = parts.clock().nanos();
    Duration budget = chosen.budget();
    long total = order.stream().mapToLong(pack -> packs.getOrDefault(pack, 0L)).sum();
    AtomicLong started = new AtomicLong();
    try (Progress.Phase phase = progress.begin("read packs", Progress.Unit.BYTES, total)) {
      Parallel.forEach(
          "check-packs",
          THREADS,
          order,
          pack -> {
            boolean isFirst = started.getAndIncrement() == 0;
            if (isFirst || budget == null || parts.clock().nanos() - begun < budget.toNanos()) {
              phase.advance(read(pack, chosen));
            }
          });
    }
  }

  private long read(BlobId pack, PackReading chosen) {
    AtomicBoolean sound = new AtomicBoolean(true);
    // Damage in what no index names costs no snapshot anything.
    BiConsumer<String, String> report = index.knowsPack(pack) ? error : warning;
    long length =
        check(
            pack,
            (object, message) -> {
              sound.set(false);
              report.accept(object, message);
            });
    packsRead.increment();
    bytesRead.add(length);
    if (sound.get()) {
      chosen.sound().accept(pack);
    }
    return length;
  }

  long packsRead() {
    return packsRead.sum();
  }

  long bytesRead() {
    return bytesRead.sum();
  }

  private long check(BlobId id, BiConsumer<String, String> report) {
    String path = ObjectKind.PACK.path(id.hex());
    Bench bench = parts.benches().borrow();
    try {
      int size = Documents.sizeOf(parts.store(), ObjectKind.PACK, id.hex());
      byte[] pack = bench.toSeal(size);
      parts.store().read(ObjectKind.PACK, id.hex(), 0, size, pack);
      check(bench, id, pack, size, path, report);
      return size;
    } catch (HoldfastException failure) {
      NoAnswer.isNoFinding(failure);
      report.accept(path, failure.getMessage());
    } catch (IOException failure) {
      HoldfastException known = StoreFailure.of(failure, parts.store(), "read " + path);
      NoAnswer.isNoFinding(known);
      report.accept(path, known.getMessage());
    } finally {
      parts.benches().giveBack(bench);
    }
    return 0;
  }

  private void check(
      Bench bench, BlobId id, byte[] pack, int size, String path, BiConsumer<String, String> report)
      throws IOException {
    BlobId found = bench.hash(pack, 0, size);
    if (!found.equals(id)) {
      report.accept(path, "Its " + size + " bytes have the SHA-256 " + found + ".");
    }
    try {
      List<PackedBlob> header =
          PackHeader.read(
              size,
              (offset, length) -> Arrays.copyOfRange(pack, (int) offset, (int) offset + length),
              bench.seal);
      compareWithIndex(id, path, header, report);
      for (PackedBlob blob : header) {
        open(bench, pack, size, blob, path, report);
      }
    } catch (SealBrokenException broken) {
      report.accept(path, "Its header cannot be read: " + broken.getMessage() + ".");
    }
  }

  private void compareWithIndex(
      BlobId pack, String path, List<PackedBlob> header, BiConsumer<String, String> report) {
    if (!index.knowsPack(pack)) {
      return;
    }
    Set<BlobId> missing = new HashSet<>();
    for (PackedBlob blob : header) {
      boolean known =
          index.find(blob.kind(), blob.id()).stream()
              .filter(location -> location.pack().equals(pack))
              .map(Location::blob)
              .anyMatch(blob::equals);
      if (!known) {
        missing.add(blob.id());
      }
    }
    if (!missing.isEmpty()) {
      report.accept(
          path,
          "The index describes " + missing.size() + " of its " + header.size() + " blobs wrongly.");
    }
  }

  private static void open(
      Bench bench,
      byte[] pack,
      int size,
      PackedBlob blob,
      String path,
      BiConsumer<String, String> report) {
    String reason;
    if (blob.offset() + blob.length() > size) {
      reason = "the pack ends before it";
    } else {
      try {
        BlobReader.open(bench, blob, pack, (int) blob.offset());
        return;
      } catch (SealBrokenException | IllegalArgumentException broken) {
        reason = String.valueOf(broken.getMessage());
      }
    }
    report.accept(
        path,
        "The "
            + blob.kind().wire()
            + " blob "
            + blob.id()
            + " at "
            + blob.offset()
            + " is damaged: "
            + reason
            + ".");
  }
}
