package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an operator is told when S3 does not do it. */
class RefusalsTest {
  private S3Double s3;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.bucket("backup");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private void assertTold(ErrorCode code, String says, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failure -> {
              assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
              assertThat(failure.getMessage() + failure.next()).contains(says);
            });
  }

  private void assertOpeningTold(ErrorCode code, String says) {
    assertTold(code, says, () -> TestVault.open(Buckets.retrying(s3, "backup")));
  }

  @Test
  @DisplayName("HF-410: a key that the store does not know, and a secret that does not fit")
  void credentials() {
    System.setProperty("aws.accessKeyId", "AKIASOMEBODYELSE0000");
    assertOpeningTold(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "InvalidAccessKeyId");
    System.setProperty("aws.accessKeyId", S3Double.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", "wrong");
    assertOpeningTold(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "SignatureDoesNotMatch");
    assertOpeningTold(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "the environment, ~/.aws");
    assertThat(s3.bucket("backup").keys()).isEmpty();
  }

  @Test
  @DisplayName("HF-410: a clock that is an hour, or a year, wrong")
  void clock() {
    for (Duration error : new Duration[] {Duration.ofHours(1), Duration.ofDays(-365)}) {
      s3.clockError(error);
      assertOpeningTold(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "RequestTimeTooSkewed");
      assertOpeningTold(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "clock right");
    }
  }

  @Test
  @DisplayName("HF-401: no such bucket, or nothing in it")
  void noBucket() {
    assertTold(
        ErrorCode.VAULT_NOT_FOUND,
        "NoSuchBucket",
        () -> TestVault.open(Buckets.retrying(s3, "elsewhere")));
    assertTold(
        ErrorCode.VAULT_NOT_FOUND,
        "NoSuchBucket",
        () -> TestVault.init(Buckets.retrying(s3, "elsewhere")));
    assertOpeningTold(ErrorCode.VAULT_NOT_FOUND, "There is nothing at s3://backup/vault at http");
  }

  @Test
  @DisplayName("HF-403: what lies there is no vault, and is not written over")
  void foreign() {
    s3.bucket("backup").putForeign("vault/report.pdf", TestVault.utf8("x"));
    assertOpeningTold(ErrorCode.NOT_A_VAULT, "has no config");
    assertTold(
        ErrorCode.NOT_A_VAULT,
        "something else",
        () -> TestVault.init(Buckets.retrying(s3, "backup")));
    assertThat(s3.bucket("backup").keys()).containsExactly("vault/report.pdf");
  }

  @Test
  @DisplayName("A folder that a console has made is nothing")
  void folder() {
    s3.bucket("backup").putForeign("vault/", new byte[0]);
    try (Vault vault = TestVault.init(Buckets.retrying(s3, "backup"))) {
      assertThat(vault.snapshots()).isEmpty();
    }
  }

  @Test
  @DisplayName("HF-405: a right that is missing")
  void rights() throws IOException {
    ObjectStore store = Buckets.once(s3, "backup", "");
    s3.faults().next(100, Fault.FORBIDDEN, request -> request.method().equals("PUT"));
    assertThatThrownBy(() -> Buckets.put(store, ObjectKind.PACK, TestVault.utf8("x")))
        .isInstanceOfSatisfying(
            IOException.class,
            failure ->
                assertTold(
                    ErrorCode.VAULT_NO_ACCESS,
                    "AccessDenied",
                    () -> {
                      throw StoreFailure.of(failure, store, "write");
                    }));
    s3.faults().none();
    s3.faults().next(2, Fault.FORBIDDEN, request -> true);
    assertOpeningTold(ErrorCode.VAULT_NO_ACCESS, "AccessDenied");
  }

  @Test
  @DisplayName("HF-120: a store that is not there is told soon")
  void unreachable() {
    s3.close();
    assertOpeningTold(ErrorCode.OBJECT_STORE_UNAVAILABLE, "no answer");
    assertTold(
        ErrorCode.OBJECT_STORE_UNAVAILABLE,
        "unknown host",
        () ->
            TestVault.open(
                new S3Provider()
                    .open("s3://backup/v?endpoint=http://no-such-host.invalid", Clock.SYSTEM)));
  }

  @Test
  @DisplayName("HF-120: a store that answers nothing but errors")
  void down() {
    s3.faults().next(10_000, Fault.INTERNAL_ERROR, request -> true);
    assertOpeningTold(ErrorCode.OBJECT_STORE_UNAVAILABLE, "status 500");
    s3.faults().none();
    s3.faults().next(10_000, Fault.SLOW_DOWN, request -> true);
    assertOpeningTold(ErrorCode.OBJECT_STORE_UNAVAILABLE, "status 503");
  }

  @Test
  @DisplayName("HF-412: an object that a lifecycle rule has moved to where it is cold")
  void cold() throws IOException {
    ObjectStore store = Buckets.once(s3, "backup", "");
    String name = Buckets.put(store, ObjectKind.PACK, TestVault.utf8("pack"));
    s3.bucket("backup").moveTo("GLACIER", "vault/" + ObjectKind.PACK.path(name));
    assertThat(store.exists(ObjectKind.PACK, name)).isTrue();
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, name, 0, 4))
        .isInstanceOfSatisfying(
            IOException.class,
            failure ->
                assertTold(
                    ErrorCode.OBJECT_COLD,
                    "storage class GLACIER",
                    () -> {
                      throw StoreFailure.of(failure, store, "read");
                    }));
  }

  @Test
  @DisplayName(
      "HF-201: a location that is not understood; HF-214: one for which there is no driver")
  void location() {
    assertTold(
        ErrorCode.USAGE,
        "storage-class",
        () -> new S3Provider().open("s3://backup/v?storage-class=GLACIER", Clock.SYSTEM));
    assertTold(
        ErrorCode.NO_DRIVER,
        "s3://",
        () -> io.holdfast.vault.store.ObjectStores.at("gs://bucket/x", Clock.SYSTEM));
  }
}
