package io.holdfast.s3;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.S3Location;
import io.holdfast.platform.Clock;
import io.holdfast.vault.store.KeepsCold;
import io.holdfast.vault.store.KeepsLocks;
import io.holdfast.vault.store.KeepsTime;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreRefusedException;
import io.holdfast.vault.store.StoredObject;
import io.holdfast.vault.store.TransientStoreException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * A vault in a bucket. A put is one request, on the condition that the key is free; S3 makes an
 * object visible whole or not at all, so there is nothing to sweep. Each request is tried once.
 */
final class S3ObjectStore implements ObjectStore, KeepsTime, KeepsLocks, KeepsCold {
  /** As many keys as S3 gives at once. */
  private static final int PAGE = 1000;

  /** Wrong region, malformed or expired login, forbidden. */
  private static final Set<Integer> WITHOUT_REASON = Set.of(301, 400, 401, 403);

  /** How far a clock may be from the store's, by S3's own rule. */
  private static final Duration SKEW = Duration.ofMinutes(15);

  /** Never locked: a lock file that cannot be deleted locks the vault for everybody. */
  private static final Set<ObjectKind> PASSING =
      EnumSet.of(
          ObjectKind.LOCK,
          ObjectKind.STAGED,
          ObjectKind.PRUNE,
          ObjectKind.HOLD,
          ObjectKind.RETENTION);

  private final S3Client client;
  private final S3Location location;
  private final Clock clock;
  private final String prefix;
  private final S3ColdTier cold;

  S3ObjectStore(S3Client client, S3Location location, Clock clock) {
    this.client = client;
    this.location = location;
    this.clock = clock;
    this.prefix = location.prefix().isEmpty() ? "" : location.prefix() + "/";
    this.cold = new S3ColdTier(client, location);
  }

  private String key(ObjectKind kind, String name) {
    return prefix + kind.path(name);
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    String key = key(kind, name);
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(location.bucket())
            .key(key)
            .ifNoneMatch("*")
            .checksumSHA256(Checksum.of(kind, name, content));
    if (kind == ObjectKind.PACK && location.storageClass() != null) {
      request.storageClass(location.storageClass());
    }
    if (!PASSING.contains(kind) && location.lock() != null) {
      request
          .objectLockMode(mode(location.lock()))
          .objectLockRetainUntilDate(until(location.lock()));
    }
    try {
      client.putObject(request.build(), ObjectContent.of(content));
    } catch (SdkException failure) {
      throw S3Failures.ofWrite(failure, key);
    } finally {
      content.forEach(buffer -> buffer.position(buffer.limit()));
    }
  }

  private static ObjectLockMode mode(S3Location.Lock lock) {
    return switch (lock.mode()) {
      case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
      case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
    };
  }

  private Instant until(S3Location.Lock lock) {
    return clock.now().plus(lock.keep());
  }

  /** A copy that the store makes, from what is staged when it makes it. */
  @Override
  public void publish(String name) throws IOException {
    String staged = key(ObjectKind.STAGED, name);
    CopyObjectRequest.Builder request =
        CopyObjectRequest.builder()
            .sourceBucket(location.bucket())
            .sourceKey(staged)
            .destinationBucket(location.bucket())
            .destinationKey(key(ObjectKind.SNAPSHOT, name));
    if (location.lock() != null) {
      request
          .objectLockMode(mode(location.lock()))
          .objectLockRetainUntilDate(until(location.lock()));
    }
    try {
      client.copyObject(request.build());
    } catch (SdkException failure) {
      throw S3Failures.ofWrite(failure, staged);
    }
    try {
      delete(ObjectKind.STAGED, name);
    } catch (IOException removedByTheNextToBeAlone) {
      return;
    }
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    read(kind, name, offset, length, bytes);
    return bytes;
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    String key = key(kind, name);
    if (length == 0) {
      if (size(kind, name) < offset) {
        throw shorter(key, offset);
      }
      return;
    }
    ResponseInputStream<GetObjectResponse> body = open(key, offset, length);
    try (body) {
      int count = body.readNBytes(into, 0, length);
      if (count < length) {
        throw new EOFException("half an object: " + count + " of " + length + " bytes came");
      }
    } catch (IOException | SdkException brokenOff) {
      throw new TransientStoreException(
          "the answer broke off: " + brokenOff.getMessage(), brokenOff);
    }
  }

  private ResponseInputStream<GetObjectResponse> open(String key, long offset, int length)
      throws IOException {
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    ResponseInputStream<GetObjectResponse> body;
    try {
      body = client.getObject(get -> get.bucket(location.bucket()).key(key).range(range));
    } catch (SdkException failure) {
      throw failure instanceof AwsServiceException answer && answer.statusCode() == 416
          ? shorter(key, offset + length)
          : S3Failures.of(failure, key);
    }
    try {
      requireRange(body.response(), key, offset, length);
      return body;
    } catch (IOException otherBytes) {
      body.abort();
      throw otherBytes;
    }
  }

  /** A store that passes over the range answers with the object from its beginning. */
  private static void requireRange(GetObjectResponse answer, String key, long offset, int length)
      throws IOException {
    String given = answer.contentRange();
    boolean fromOffset = given == null ? offset == 0 : given.startsWith("bytes " + offset + "-");
    if (!fromOffset) {
      throw new IOException(
          "asked for %s from byte %d, the store answered with %s".formatted(key, offset, given));
    }
    if (answer.contentLength() < length) {
      throw shorter(key, offset + length);
    }
  }

  private static EOFException shorter(String key, long end) {
    return new EOFException(key + " ends before byte " + end);
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return head(key(kind, name)).contentLength();
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    try {
      head(key(kind, name));
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  private HeadObjectResponse head(String key) throws IOException {
    try {
      return client.headObject(head -> head.bucket(location.bucket()).key(key));
    } catch (SdkException failure) {
      if (failure instanceof AwsServiceException answer
          && WITHOUT_REASON.contains(answer.statusCode())) {
        // An answer to HEAD has no words; a listing is refused for the same reason, and says it.
        page(prefix, null, 1);
      }
      throw S3Failures.of(failure, key);
    }
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    if (kind == ObjectKind.CONFIG) {
      String config = kind.path("config");
      try {
        objects.add(new StoredObject(config, size(kind, config)));
      } catch (NoSuchFileException none) {
        return objects;
      }
      return objects;
    }
    String directory = prefix + kind.directory() + "/";
    String token = null;
    do {
      ListObjectsV2Response page = page(directory, token, PAGE);
      for (S3Object object : page.contents()) {
        String name = object.key().substring(object.key().lastIndexOf('/') + 1);
        if (ObjectKind.isName(name) && object.key().equals(key(kind, name))) {
          objects.add(new StoredObject(name, object.size(), cold.of(object)));
        }
      }
      token = next(page, token);
    } while (token != null);
    return objects;
  }

  /** Where the listing goes on, or null at its end; one that does not move on would never end. */
  private static @Nullable String next(ListObjectsV2Response page, @Nullable String token)
      throws IOException {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    String next = page.nextContinuationToken();
    if (next == null || next.equals(token)) {
      throw new IOException("the store says that its listing goes on, and not where");
    }
    return next;
  }

  private ListObjectsV2Response page(String below, @Nullable String token, int count)
      throws IOException {
    ListObjectsV2Request.Builder list =
        ListObjectsV2Request.builder()
            .bucket(location.bucket())
            .prefix(below)
            .continuationToken(token)
            .maxKeys(count);
    if (below.equals(prefix + ObjectKind.PACK.directory() + "/")) {
      // Whether what is cold is being warmed; no other objects are ever cold.
      list.optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS);
    }
    try {
      return client.listObjectsV2(list.build());
    } catch (SdkException failure) {
      throw S3Failures.of(failure, below);
    }
  }

  /**
   * Refused if the store keeps the object under a lock. A store with Object Lock keeps versions,
   * and a plain deletion only puts a marker before them: it would succeed, and hide what is kept.
   */
  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    String key = key(kind, name);
    try {
      if (!PASSING.contains(kind)) {
        requireUnlocked(head(key));
      }
      client.deleteObject(delete -> delete.bucket(location.bucket()).key(key));
    } catch (NoSuchFileException gone) {
      return;
    } catch (SdkException failure) {
      IOException known = S3Failures.of(failure, key);
      if (!(known instanceof NoSuchFileException)) {
        throw known;
      }
    }
  }

  private void requireUnlocked(HeadObjectResponse object) throws IOException {
    Optional<Instant> until = lockedUntil(object);
    if (until.isPresent()) {
      throw locked(
          until.get().equals(Instant.MAX)
              ? "it is under a legal hold"
              : "it is locked until " + until.get());
    }
  }

  private Optional<Instant> lockedUntil(HeadObjectResponse object) {
    return object.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON
        ? Optional.of(Instant.MAX)
        : Optional.ofNullable(object.objectLockRetainUntilDate())
            .filter(until -> until.isAfter(serverTime(object)));
  }

  @Override
  public Optional<Instant> lockedUntil(ObjectKind kind, String name) throws IOException {
    try {
      return lockedUntil(head(key(kind, name)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> coldClass() {
    return cold.named();
  }

  /** A copy of what is locked would be a new version, and the locked one would stay as it is. */
  @Override
  public boolean cool(String pack) throws IOException {
    String key = key(ObjectKind.PACK, pack);
    HeadObjectResponse object = head(key);
    if (lockedUntil(object).isPresent()) {
      return false;
    }
    cold.cool(key, object.storageClassAsString());
    return true;
  }

  @Override
  public void warm(String pack, int days, Haste haste) throws IOException {
    cold.warm(key(ObjectKind.PACK, pack), days, haste);
  }

  @Override
  public void extendLock(ObjectKind kind, String name, Instant until) throws IOException {
    String key = key(kind, name);
    HeadObjectResponse object = head(key);
    Instant before = object.objectLockRetainUntilDate();
    if (before != null && !before.isBefore(until)) {
      return;
    }
    ObjectLockMode mode = modeOf(object);
    try {
      client.putObjectRetention(
          put ->
              put.bucket(location.bucket())
                  .key(key)
                  .retention(lock -> lock.mode(mode.toString()).retainUntilDate(until)));
    } catch (SdkException failure) {
      throw S3Failures.of(failure, key);
    }
  }

  /** The firmer of an object's own and the location's. */
  private ObjectLockMode modeOf(HeadObjectResponse object) throws IOException {
    S3Location.Lock wanted = location.lock();
    ObjectLockMode own = object.objectLockMode();
    if (own == null && wanted == null) {
      throw new StoreRefusedException(
          ErrorCode.USAGE,
          "it has no lock, and the vault's location names none",
          "Nothing was changed.",
          "Add ?lock=governance:30d, or what you want, to the location.");
    }
    boolean firm =
        own == ObjectLockMode.COMPLIANCE
            || (wanted != null && wanted.mode() == S3Location.Lock.Mode.COMPLIANCE);
    return firm ? ObjectLockMode.COMPLIANCE : ObjectLockMode.GOVERNANCE;
  }

  private static StoreRefusedException locked(String reason) {
    return new StoreRefusedException(
        ErrorCode.OBJECT_LOCKED,
        reason,
        "The object is there and counts as before.",
        "Delete it after that time; the lock is there to keep it until then.");
  }

  /** By the store's clock: this machine's may be wrong, and must not shorten a lock. */
  private Instant serverTime(HeadObjectResponse object) {
    return date(object).orElseGet(clock::now);
  }

  private static Optional<Instant> date(S3Response answer) {
    return answer
        .sdkHttpResponse()
        .firstMatchingHeader("Date")
        .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
  }

  /**
   * A time that is far from this machine's is refused, as S3 refuses requests from machines whose
   * time is far from its own: one of the two is wrong, and a minimum retention goes by it.
   */
  @Override
  public Instant storeTime() throws IOException {
    Instant said =
        date(page(prefix, null, 1))
            .orElseThrow(() -> new IOException("the store does not say what time it is"));
    Instant here = clock.now();
    if (Duration.between(said, here).abs().compareTo(SKEW) > 0) {
      throw new StoreRefusedException(
          ErrorCode.OBJECT_STORE_REFUSES_LOGIN,
          "the store says that it is " + said + ", and this machine that it is " + here,
          "Nothing was changed.",
          "Set the clock that is wrong right.");
    }
    return said;
  }

  @Override
  public boolean isEmpty() throws IOException {
    // A console makes an object of the prefix itself, to show it as a folder.
    return page(prefix, null, 2).contents().stream()
        .allMatch(object -> object.key().equals(prefix));
  }

  @Override
  public String location() {
    return location.place();
  }
}
