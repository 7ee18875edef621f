package io.holdfast.s3;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Hash;
import io.holdfast.vault.store.ImpatientClock;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.RetryingObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Stores in buckets for these tests. */
final class Buckets {
  private Buckets() {}

  /** As the product has it, except that its pauses take no time. */
  static ObjectStore retrying(S3Double s3, String bucket) {
    return new RetryingObjectStore(
        once(s3, bucket, ""), new ImpatientClock(), Randomness.ofSeed(1));
  }

  /** Each call tried once. */
  static ObjectStore once(S3Double s3, String bucket, String parameters) {
    return new S3Provider().open(s3.location(bucket, "vault") + parameters, Clock.SYSTEM);
  }

  static String put(ObjectStore store, ObjectKind kind, byte[] content) throws IOException {
    String name = Hash.sha256(content).hex();
    store.put(kind, name, List.of(ByteBuffer.wrap(content)));
    return name;
  }
}
