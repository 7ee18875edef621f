package io.holdfast.s3;

import io.holdfast.platform.Clock;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same contract on a server that others have written: what the double and the store might have
 * misunderstood alike would show here.
 */
class S3MockTest extends ObjectStoreContract {
  @TempDir static Path directory;
  private static S3Mock mock;

  private final AtomicInteger places = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    // It takes any.
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    mock = S3Mock.start(directory);
    mock.makeBucket("backup");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    mock.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "A vault's snapshots are copied there, and from there to another place in the bucket")
  void copies(boolean sameKey) {
    ObjectStore home = new MemoryObjectStore();
    CopyOnS3Test.initWithContents(home);
    ObjectStore here = newStore();
    ObjectStore there = newStore();
    try (Vault source = TestVault.open(home)) {
      TestVault.target(source, here, sameKey).close();
      TestVault.target(source, there, sameKey).close();
    }
    CopyOnS3Test.copy(home, here);
    CopyOnS3Test.proveCopied(home, here, "to S3Mock");
    CopyOnS3Test.copy(here, there);
    CopyOnS3Test.proveCopied(home, there, "from S3Mock to S3Mock");
  }

  @Override
  protected ObjectStore newStore() {
    return new S3Provider()
        .open(
            "s3://backup/%d-%d?endpoint=%s"
                .formatted(System.nanoTime(), places.incrementAndGet(), mock.endpoint()),
            Clock.SYSTEM);
  }
}
