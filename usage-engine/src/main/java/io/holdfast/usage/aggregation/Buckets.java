package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.BucketRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions as Redis has them, in the 64 parts that the database vouches for one by one.
 */
final class Buckets {
  static final int COUNT = 64;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(COUNT);

  private final Map<Long, byte[]> entries = new HashMap<>();
  private final SetDigest[] digests = new SetDigest[COUNT];
  private final BitSet touched = new BitSet(COUNT);

  Buckets() {
    Arrays.setAll(digests, bucket -> new SetDigest());
  }

  static int of(long session) {
    return (int) (session * SPREAD >>> SHIFT);
  }

  byte @Nullable [] get(long session) {
    return entries.get(session);
  }

  void put(long session, byte[] entry) {
    remove(session);
    entries.put(session, entry);
    digests[of(session)].add(entry);
    touched.set(of(session));
  }

  void remove(long session) {
    var old = entries.remove(session);
    if (old != null) {
      digests[of(session)].remove(old);
      touched.set(of(session));
    }
  }

  Iterable<byte[]> entries() {
    return entries.values();
  }

  /** The rows of the parts that changed since this was last asked. */
  List<BucketRow> takeTouched() {
    var rows = new ArrayList<BucketRow>();
    touched.stream().forEach(bucket -> rows.add(row(bucket)));
    touched.clear();
    return rows;
  }

  List<BucketRow> rows() {
    var rows = new ArrayList<BucketRow>();
    for (int bucket = 0; bucket < COUNT; bucket++) {
      rows.add(row(bucket));
    }
    return rows;
  }

  private BucketRow row(int bucket) {
    return new BucketRow(bucket, digests[bucket].size(), digests[bucket].hex());
  }
}
