package io.holdfast.s3;

import io.holdfast.platform.Clock;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

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

  @Override
  protected ObjectStore newStore() {
    return new S3Provider()
        .open(
            "s3://backup/%d-%d?endpoint=%s"
                .formatted(System.nanoTime(), places.incrementAndGet(), mock.endpoint()),
            Clock.SYSTEM);
  }
}
