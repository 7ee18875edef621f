package io.holdfast.s3;

import io.holdfast.platform.Clock;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStoreContract;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract, on the double, with pages so small that every listing has several. */
class S3ObjectStoreTest extends ObjectStoreContract {
  private @Nullable S3Double s3;

  @Override
  protected ObjectStore newStore() throws IOException {
    S3Double started = S3Double.start();
    started.pageSize(5);
    started.bucket("backup");
    s3 = started;
    return new S3Provider().open(started.location("backup", "a/b"), Clock.SYSTEM);
  }

  @AfterEach
  void stop() {
    if (s3 != null) {
      s3.close();
    }
  }
}
