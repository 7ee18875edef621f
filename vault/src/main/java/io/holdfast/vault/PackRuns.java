package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Reads many blobs in the order in which they lie in their packs. Neighbours are fetched with one
 * request, which is what counts where a request is a round trip; each blob is opened once, however
 * many files need it. What goes wrong with a run is left to the reader of single blobs, which knows
 * of other copies and of packs that were replaced meanwhile.
 */
final class PackRuns {
  /** Of one request, and so of the buffer that each thread keeps for it. */
  private static final int LONGEST = 4 * 1024 * 1024;

  /** A gap that is cheaper to read than to ask again after. */
  private static final int GAP = 64 * 1024;

  private static final Comparator<Location> AS_THEY_LIE =
      Comparator.comparing(Location::pack).thenComparing(location -> location.blob().offset());

  private final ObjectStore store;
  private final Index index;
  private final Benches benches;
  private final BlobReader single;

  PackRuns(ObjectStore store, Index index, Benches benches, BlobReader single) {
    this.store = store;
    this.index = index;
    this.benches = benches;
    this.single = single;
  }

  void read(Set<BlobId> ids, BlobSource.Receiver receiver) throws IOException {
    List<Location> locations = new ArrayList<>(ids.size());
    for (BlobId id : ids) {
      try {
        locations.add(index.locate(BlobKind.DATA, id).getFirst());
      } catch (HoldfastException missing) {
        receiver.fail(id, missing);
      }
    }
    locations.sort(AS_THEY_LIE);
    int start = 0;
    while (start < locations.size()) {
      int end = endOfRun(locations, start);
      readRun(locations.subList(start, end), receiver);
      start = end;
    }
  }

  private static int endOfRun(List<Location> locations, int start) {
    Location first = locations.get(start);
    long begin = first.blob().offset();
    long reached = begin + first.blob().length();
    int next = start + 1;
    while (next < locations.size()) {
      Location candidate = locations.get(next);
      long end = candidate.blob().offset() + candidate.blob().length();
      if (!candidate.pack().equals(first.pack())
          || candidate.blob().offset() - reached > GAP
          || end - begin > LONGEST) {
        break;
      }
      reached = end;
      next++;
    }
    return next;
  }

  private void readRun(List<Location> run, BlobSource.Receiver receiver) throws IOException {
    if (run.size() == 1) {
      readSingle(run.getFirst().blob().id(), receiver);
      return;
    }
    Location first = run.getFirst();
    PackedBlob last = run.getLast().blob();
    long begin = first.blob().offset();
    int length = (int) (last.offset() + last.length() - begin);
    List<BlobId> failed = new ArrayList<>();
    Bench bench = benches.borrow();
    try {
      byte[] sealed = bench.toSeal(length);
      try {
        store.read(ObjectKind.PACK, first.pack().hex(), begin, length, sealed);
      } catch (IOException unreadable) {
        run.forEach(location -> failed.add(location.blob().id()));
      }
      for (Location location : failed.isEmpty() ? run : List.<Location>of()) {
        PackedBlob blob = location.blob();
        byte[] plain;
        try {
          plain = BlobReader.open(bench, blob, sealed, (int) (blob.offset() - begin));
        } catch (SealBrokenException | IllegalArgumentException broken) {
          failed.add(blob.id());
          continue;
        }
        receiver.take(blob.id(), plain, (int) blob.plainLength());
      }
    } finally {
      benches.giveBack(bench);
    }
    for (BlobId id : failed) {
      readSingle(id, receiver);
    }
  }

  /** One bench at a time: the one of the run is given back before. */
  private void readSingle(BlobId id, BlobSource.Receiver receiver) throws IOException {
    try {
      single.lend(id, (bytes, length) -> receiver.take(id, bytes, length));
    } catch (HoldfastException failure) {
      receiver.fail(id, failure);
    }
  }
}
