package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.installation.S3Location;
import io.holdfast.platform.Clock;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.TransientStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each thing that can go wrong on the line is taken for, and that it is overcome. */
class FaultsTest {
  private static final byte[] CONTENT = TestVault.randomBytes(7, 300_000);
  private static final String NAME = Hash.sha256(CONTENT).hex();

  private S3Double s3;
  private ObjectStore once;
  private ObjectStore retrying;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.bucket("backup");
    once = Buckets.once(s3, "backup", "");
    retrying = Buckets.retrying(s3, "backup");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW_DOWN", "CONFLICT"})
  @DisplayName("A put that S3 says it has not done is known not to be done")
  void putNotDone(Fault fault) {
    s3.faults().next(1, fault, request -> request.method().equals("PUT"));
    assertThatThrownBy(() -> Buckets.put(once, ObjectKind.PACK, CONTENT))
        .isInstanceOf(TransientStoreException.class);
    assertThat(s3.bucket("backup").keys()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"INTERNAL_ERROR", "ERROR_AFTER", "CUT_BEFORE", "CUT_AFTER"})
  @DisplayName("A put that may have been done is told as unknown; made again, it is done")
  void putUnknown(Fault fault) throws IOException {
    s3.faults().next(2, fault, request -> request.method().equals("PUT"));
    assertThatThrownBy(() -> Buckets.put(once, ObjectKind.PACK, CONTENT))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasCauseInstanceOf(TransientStoreException.class);
    assertThat(s3.seen()).as("nobody below makes a put again").hasSize(1);
    boolean written = fault == Fault.ERROR_AFTER || fault == Fault.CUT_AFTER;
    assertThat(s3.bucket("backup").keys()).hasSize(written ? 1 : 0);

    String key = "vault/" + ObjectKind.PACK.path(NAME);
    s3.bucket("fresh");
    s3.copy("fresh", "backup");
    Buckets.put(retrying, ObjectKind.PACK, CONTENT);
    assertThat(s3.bucket("backup").content(key)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "SLOW_DOWN",
        "INTERNAL_ERROR",
        "ERROR_IN_200",
        "ERROR_AFTER",
        "CUT_BEFORE",
        "CUT_MIDWAY",
        "CUT_AFTER"
      })
  @DisplayName("I6: a snapshot is published through any fault, and only while it is staged")
  void publishing(Fault fault) throws IOException {
    String name = Buckets.put(once, ObjectKind.STAGED, CONTENT);
    s3.faults().next(1, fault, request -> request.method().equals("PUT"));
    retrying.publish(name);
    assertThat(s3.bucket("backup").keys()).containsExactly("vault/snapshots/" + name);

    byte[] other = TestVault.utf8("deposed");
    String deposed = Buckets.put(once, ObjectKind.STAGED, other);
    once.delete(ObjectKind.STAGED, deposed);
    s3.faults().next(1, fault, request -> request.method().equals("PUT"));
    assertThatThrownBy(() -> retrying.publish(deposed)).isInstanceOf(NoSuchFileException.class);
    assertThat(s3.bucket("backup").keys()).hasSize(1);
  }

  @Test
  @DisplayName("A put that fails leaves nothing to send; one that is taken is told as such")
  void taken() throws IOException {
    Buckets.put(once, ObjectKind.PACK, CONTENT);
    ByteBuffer again = ByteBuffer.wrap(CONTENT);
    assertThatThrownBy(() -> retrying.put(ObjectKind.PACK, NAME, List.of(again)))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW_DOWN", "INTERNAL_ERROR", "CUT_BEFORE", "CUT_MIDWAY", "CUT_AFTER"})
  @DisplayName("Half an object is never taken for one; read again, it is whole")
  void reading(Fault fault) throws IOException {
    Buckets.put(once, ObjectKind.PACK, CONTENT);
    // The JDK's client makes a GET again by itself if a connection that it has kept turns out dead.
    s3.faults().next(2, fault, request -> request.method().equals("GET"));
    assertThatThrownBy(() -> once.read(ObjectKind.PACK, NAME, 0, CONTENT.length))
        .isInstanceOf(TransientStoreException.class);
    s3.faults().next(1, fault, request -> request.method().equals("GET"));
    assertThat(retrying.read(ObjectKind.PACK, NAME, 0, CONTENT.length)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW_DOWN", "CUT_MIDWAY", "CUT_BEFORE"})
  @DisplayName("A listing that breaks off is not taken for a short one")
  void listing(Fault fault) throws IOException {
    s3.pageSize(3);
    for (int i = 0; i < 10; i++) {
      Buckets.put(once, ObjectKind.INDEX, TestVault.utf8("index " + i));
    }
    s3.faults().next(2, fault, request -> request.parameters().containsKey("continuation-token"));
    assertThat(retrying.list(ObjectKind.INDEX)).hasSize(10);
    assertThat(s3.faults().happened()).isEqualTo(2);
  }

  @Test
  @DisplayName("Bytes that were changed on the way up are refused by their name")
  void corruptedOnTheWay() {
    assertThatThrownBy(
            () ->
                once.put(
                    ObjectKind.PACK,
                    NAME,
                    List.of(ByteBuffer.wrap(TestVault.randomBytes(8, 300_000)))))
        .isInstanceOf(TransientStoreException.class)
        .hasMessageContaining("BadDigest");
    assertThat(s3.bucket("backup").keys()).isEmpty();
  }

  @Test
  @DisplayName("A store that has fallen silent is not waited for for ever")
  void silent() throws IOException {
    S3Location location = S3Location.parse(s3.location("backup", "vault"));
    ObjectStore store =
        new S3ObjectStore(S3Clients.of(location, Duration.ofMillis(500)), location, Clock.SYSTEM);
    s3.faults().next(1, Fault.HANG, request -> request.method().equals("PUT"));
    assertThatThrownBy(() -> Buckets.put(store, ObjectKind.PACK, CONTENT))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("timed out");
    s3.faults().next(1, Fault.HANG, request -> request.method().equals("GET"));
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, NAME, 0, CONTENT.length))
        .isInstanceOf(TransientStoreException.class)
        .hasMessageContaining("timed out");
    assertThat(store.read(ObjectKind.PACK, NAME, 0, CONTENT.length)).isEqualTo(CONTENT);
  }

  @Test
  @DisplayName("A deletion whose answer was lost is made again")
  void deleting() throws IOException {
    Buckets.put(once, ObjectKind.LOCK, CONTENT);
    s3.faults().next(1, Fault.CUT_AFTER, request -> request.method().equals("DELETE"));
    retrying.delete(ObjectKind.LOCK, NAME);
    assertThat(s3.bucket("backup").keys()).isEmpty();
  }

  @Test
  @DisplayName("The double keeps nothing of what went over connections that it has cut")
  void cutConnections() throws IOException {
    byte[] pack = TestVault.randomBytes(9, 4 << 20);
    String name = Buckets.put(once, ObjectKind.PACK, pack);
    long before = bytesInUse();
    for (int i = 0; i < 40; i++) {
      assertThat(once.read(ObjectKind.PACK, name, 0, pack.length)).isEqualTo(pack);
      s3.faults().next(2, Fault.CUT_BEFORE, request -> request.method().equals("GET"));
      assertThatThrownBy(() -> once.read(ObjectKind.PACK, name, 0, 1))
          .isInstanceOf(TransientStoreException.class);
      s3.faults().none();
    }
    assertThat(bytesInUse() - before).isLessThan(100L << 20);
  }

  private static long bytesInUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
