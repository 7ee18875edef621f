package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.Durable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The digest of a set of entries: the sum of their SHA-256 modulo 2^256. It does not depend on
 * order, and an entry can be added or taken out without reading the others again.
 */
final class SetDigest {
  private static final int WORDS = 4;
  private final MessageDigest sha256 = Durable.sha256();
  private final long[] sum = new long[WORDS];
  private long size;

  void add(byte[] entry) {
    var words = words(entry);
    long carry = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long added = sum[i] + words[i] + carry;
      boolean over = Long.compareUnsigned(added, sum[i]) < 0 || carry == 1 && added == sum[i];
      sum[i] = added;
      carry = over ? 1 : 0;
    }
    size++;
  }

  void remove(byte[] entry) {
    var words = words(entry);
    long borrow = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long left = sum[i] - words[i] - borrow;
      boolean under = Long.compareUnsigned(left, sum[i]) > 0 || borrow == 1 && left == sum[i];
      sum[i] = left;
      borrow = under ? 1 : 0;
    }
    size--;
  }

  private long[] words(byte[] entry) {
    var digest = ByteBuffer.wrap(sha256.digest(entry)).asLongBuffer();
    var words = new long[WORDS];
    digest.get(words);
    return words;
  }

  /** How many entries. */
  long size() {
    return size;
  }

  String hex() {
    return "%016x%016x%016x%016x".formatted(sum[0], sum[1], sum[2], sum[3]);
  }
}
