package io.holdfast.s3;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.S3Location;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.Cold.Warmth;
import io.holdfast.vault.store.KeepsCold.Haste;
import io.holdfast.vault.store.StoreRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tier;

/** The storage classes whose objects are cheap to keep, and what S3 says of objects in them. */
final class S3ColdTier {
  private static final String AT_ONCE = "GLACIER_IR";

  /** How long an object is charged for at least, by its class. */
  private static final Map<String, Duration> CHARGED =
      Map.of(
          AT_ONCE,
          Duration.ofDays(90),
          "GLACIER",
          Duration.ofDays(90),
          "DEEP_ARCHIVE",
          Duration.ofDays(180));

  private final S3Client client;
  private final S3Location location;

  S3ColdTier(S3Client client, S3Location location) {
    this.client = client;
    this.location = location;
  }

  Optional<String> named() {
    return Optional.ofNullable(location.coldClass());
  }

  /** Packs may be written into the one class that is read at once; then it is not the cold one. */
  private boolean isCold(@Nullable String storageClass) {
    return storageClass != null
        && CHARGED.containsKey(storageClass)
        && (!storageClass.equals(AT_ONCE) || storageClass.equals(location.coldClass()));
  }

  /** What a listing says of an object; null if it is not cold. */
  @Nullable Cold of(S3Object object) {
    String storageClass = object.storageClassAsString();
    if (!isCold(storageClass)) {
      return null;
    }
    RestoreStatus restored = object.restoreStatus();
    Instant until = restored == null ? null : restored.restoreExpiryDate();
    Warmth warmth = Warmth.COLD;
    if (storageClass.equals(AT_ONCE)) {
      warmth = Warmth.AT_A_PRICE;
    } else if (restored != null && Boolean.TRUE.equals(restored.isRestoreInProgress())) {
      warmth = Warmth.WARMING;
    } else if (until != null) {
      warmth = Warmth.WARM;
    }
    Duration charged = CHARGED.getOrDefault(storageClass, Duration.ZERO);
    return new Cold(object.lastModified(), charged, warmth, until);
  }

  /**
   * Copies an object onto itself in the cold class, which S3 does in one step.
   *
   * @param storageClass that it has now, null for the usual one
   */
  void cool(String key, @Nullable String storageClass) throws IOException {
    if (isCold(storageClass)) {
      return;
    }
    String coldClass =
        named()
            .orElseThrow(
                () ->
                    new StoreRefusedException(
                        ErrorCode.USAGE,
                        "the location names no cold class",
                        "Nothing was changed.",
                        "Add ?cold=GLACIER to the location, or another cold class."));
    try {
      client.copyObject(
          copy ->
              copy.sourceBucket(location.bucket())
                  .sourceKey(key)
                  .destinationBucket(location.bucket())
                  .destinationKey(key)
                  .storageClass(coldClass));
    } catch (SdkException failure) {
      throw S3Failures.of(failure, key);
    }
  }

  /** What is warm already, or asked for already, is refused by S3, and is as it should be. */
  void warm(String key, int days, Haste haste) throws IOException {
    Tier tier =
        switch (haste) {
          case BULK -> Tier.BULK;
          case STANDARD -> Tier.STANDARD;
          case EXPEDITED -> Tier.EXPEDITED;
        };
    try {
      client.restoreObject(
          restore ->
              restore
                  .bucket(location.bucket())
                  .key(key)
                  .restoreRequest(
                      request -> request.days(days).glacierJobParameters(job -> job.tier(tier))));
    } catch (SdkException failure) {
      if (!S3Failures.says(failure, "RestoreAlreadyInProgress")
          && !S3Failures.says(failure, "InvalidObjectState")) {
        throw S3Failures.of(failure, key);
      }
    }
  }
}
