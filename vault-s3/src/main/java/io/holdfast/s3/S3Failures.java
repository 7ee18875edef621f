package io.holdfast.s3;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.vault.store.StoreRefusedException;
import io.holdfast.vault.store.TransientStoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an answer of S3 means, or the lack of one. The words are S3's error codes; stores that speak
 * its protocol use the same, and a few of their own.
 */
final class S3Failures {
  private static final Set<String> LOGIN =
      Set.of(
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidToken",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired");

  private static final Set<String> CLOCK = Set.of("RequestExpired", "RequestTimeTooSkewed");

  private static final Set<String> REGION =
      Set.of("AuthorizationHeaderMalformed", "PermanentRedirect");

  private static final String OTHER_LOGIN =
      "See where the credentials come from: the environment, ~/.aws, or the machine's role.";

  /** Said before anything is written. */
  private static final Set<String> NOT_THIS_TIME =
      Set.of(
          "BadDigest",
          "ConditionalRequestConflict",
          "IncompleteBody",
          "OperationAborted",
          "RequestLimitExceeded",
          "RequestTimeout",
          "ServiceUnavailable",
          "SlowDown",
          "SlowDownRead",
          "SlowDownWrite",
          "Throttling",
          "ThrottlingException",
          "TooManyRequests",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch");

  private S3Failures() {}

  /** The failure of a request that changes nothing, or that may be made twice. */
  static IOException of(SdkException failure, String key) {
    return failure instanceof AwsServiceException answer
        ? answered(answer, key)
        : unanswered(failure);
  }

  /** The failure of a write: it may have taken effect unless the answer, or its kind, says no. */
  static IOException ofWrite(SdkException failure, String key) {
    IOException known = of(failure, key);
    boolean told =
        failure instanceof AwsServiceException answer
            ? status(answer) < 500 || NOT_THIS_TIME.contains(code(answer))
            : neverSent(failure);
    return told || !(known instanceof TransientStoreException)
        ? known
        : new OutcomeUnknownException(String.valueOf(known.getMessage()), known);
  }

  /** Whether S3 has answered with this word. */
  static boolean says(SdkException failure, String word) {
    return failure instanceof AwsServiceException answer && code(answer).equals(word);
  }

  private static IOException answered(AwsServiceException answer, String key) {
    String code = code(answer);
    String said = said(answer);
    int status = status(answer);
    if (LOGIN.contains(code)) {
      return login(said, OTHER_LOGIN);
    }
    if (CLOCK.contains(code)) {
      return login(said, "Set this machine's clock right.");
    }
    if (REGION.contains(code) || status == 301) {
      return login(said, "Name the bucket's own region: ?region=… in the location, or AWS_REGION.");
    }
    if (NOT_THIS_TIME.contains(code) || status == 429) {
      return new TransientStoreException(said, answer);
    }
    return switch (code) {
      case "NoSuchBucket" -> noBucket(said);
      case "InvalidObjectState", "ObjectNotInActiveTierError" -> cold(said);
      case "PreconditionFailed" -> new FileAlreadyExistsException(key);
      case "NotImplemented" -> new IOException(said);
      default -> byStatus(answer, status, key, said);
    };
  }

  /** What has no body, as every answer to HEAD, tells by its status alone. */
  private static IOException byStatus(
      AwsServiceException answer, int status, String key, String said) {
    return switch (status) {
      case 401, 403 -> new AccessDeniedException(key, null, said);
      case 404 -> new NoSuchFileException(key);
      case 409 -> new TransientStoreException(said, answer);
      case 412 -> new FileAlreadyExistsException(key);
      case 507 -> new IOException("no space left: " + said, answer);
      default ->
          status >= 500 ? new TransientStoreException(said, answer) : new IOException(said, answer);
    };
  }

  private static IOException unanswered(SdkException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("Unable to load credentials")) {
      return login("no credentials were found", OTHER_LOGIN);
    }
    Optional<CertificateException> untrusted = cause(failure, CertificateException.class);
    if (untrusted.isPresent()) {
      return new IOException(
          "its certificate is not trusted: " + untrusted.get().getMessage(), failure);
    }
    String why = cause(failure, IOException.class).map(S3Failures::words).orElse(said);
    return new TransientStoreException("no answer: " + why, failure);
  }

  private static String words(IOException reason) {
    String message = String.valueOf(reason.getMessage());
    return reason instanceof UnknownHostException ? "unknown host " + message : message;
  }

  private static boolean neverSent(SdkException failure) {
    return cause(failure, IOException.class)
        .filter(
            reason ->
                reason instanceof UnknownHostException
                    || reason instanceof ConnectException
                    || reason instanceof NoRouteToHostException
                    || (reason instanceof SocketTimeoutException
                        && String.valueOf(reason.getMessage()).contains("onnect timed out")))
        .isPresent();
  }

  private static IOException login(String said, String next) {
    return new StoreRefusedException(
        ErrorCode.OBJECT_STORE_REFUSES_LOGIN, said, "Nothing was changed.", next);
  }

  private static IOException noBucket(String said) {
    return new StoreRefusedException(
        ErrorCode.VAULT_NOT_FOUND,
        said,
        "Nothing was changed.",
        "Check the bucket's name and the endpoint. Holdfast makes no buckets: make it with the"
            + " settings that you want.");
  }

  private static IOException cold(String said) {
    return new StoreRefusedException(
        ErrorCode.OBJECT_COLD,
        said,
        "Nothing was changed; the object is there.",
        "Run 'holdfast vault warm SNAPSHOT --request', and this command again when it is warm.");
  }

  /** A copy that fails after S3 has begun to answer tells so below a 200. */
  private static int status(AwsServiceException answer) {
    return answer.statusCode() == 200 ? 500 : answer.statusCode();
  }

  private static String code(AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  /** "SlowDown: Please reduce your request rate." */
  private static String said(AwsServiceException answer) {
    String message =
        answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorMessage();
    String code = code(answer);
    String word = code.isEmpty() ? "status " + answer.statusCode() : code;
    return message == null || message.isBlank() ? word : word + ": " + message;
  }

  private static <T> Optional<T> cause(Throwable failure, Class<T> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }
}
