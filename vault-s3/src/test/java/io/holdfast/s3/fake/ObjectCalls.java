package io.holdfast.s3.fake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What S3 does with requests about one object. */
final class ObjectCalls {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern RETENTION =
      Pattern.compile(
          "<Mode>(GOVERNANCE|COMPLIANCE)</Mode><RetainUntilDate>([^<]+)</RetainUntilDate>");
  private static final Pattern DAYS = Pattern.compile("<Days>(\\d+)</Days>");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ObjectCalls() {}

  static Answer answer(S3Request request, Bucket bucket, Instant now) {
    return switch (request.method()) {
      case "PUT" -> write(request, bucket, now);
      case "GET" -> get(request, bucket);
      case "HEAD" -> {
        Answer whole = described(required(request, bucket), bucket);
        yield whole.with("Content-Length", String.valueOf(length(request, bucket)));
      }
      case "DELETE" -> delete(request, bucket, now);
      case "POST" -> post(request, bucket);
      default -> throw new Refusal(405, "MethodNotAllowed", request.toString());
    };
  }

  private static Answer write(S3Request request, Bucket bucket, Instant now) {
    if (request.parameters().containsKey("retention")) {
      return retain(request, bucket);
    }
    return request.header("x-amz-copy-source") == null
        ? put(request, bucket, now)
        : copy(request, bucket, now);
  }

  private static Answer retain(S3Request request, Bucket bucket) {
    Matcher asked = RETENTION.matcher(new String(Payload.of(request), StandardCharsets.UTF_8));
    if (!asked.find()) {
      throw new Refusal(400, "MalformedXML", "The XML you provided was not well-formed.");
    }
    bucket.retain(request.key(), asked.group(1), Instant.parse(asked.group(2)));
    return Answer.of(200);
  }

  /** The condition is looked at first, then the body is held to its hashes. */
  private static Answer put(S3Request request, Bucket bucket, Instant now) {
    boolean ifFree = "*".equals(request.header("If-None-Match"));
    if (ifFree && bucket.current(request.key()) != null) {
      throw taken();
    }
    byte[] content = Payload.of(request);
    String mode = request.header("x-amz-object-lock-mode");
    Instant until = lockedUntil(request, bucket, now);
    if (!bucket.put(request.key(), ifFree, content, storageClass(request), mode, until)) {
      throw taken();
    }
    return Answer.of(200).with("ETag", etag(content));
  }

  private static String storageClass(S3Request request) {
    return Objects.requireNonNullElse(request.header("x-amz-storage-class"), "STANDARD");
  }

  /** What is asked to be brought out of an archive for some days. */
  private static Answer post(S3Request request, Bucket bucket) {
    Matcher days = DAYS.matcher(new String(Payload.of(request), StandardCharsets.UTF_8));
    if (!request.parameters().containsKey("restore") || !days.find()) {
      throw new Refusal(400, "MalformedXML", "This double knows no other POST than ?restore.");
    }
    bucket.restore(request.key(), Integer.parseInt(days.group(1)));
    return Answer.of(202);
  }

  /** Within one bucket. */
  private static Answer copy(S3Request request, Bucket bucket, Instant now) {
    String source =
        URLDecoder.decode(
            String.valueOf(request.header("x-amz-copy-source")), StandardCharsets.UTF_8);
    String from = request.bucket() + "/";
    if (!source.startsWith(from)) {
      throw new Refusal(501, "NotImplemented", "This double copies within a bucket.");
    }
    String mode = request.header("x-amz-object-lock-mode");
    Instant until = lockedUntil(request, bucket, now);
    byte[] content =
        bucket.copy(
            source.substring(from.length()), request.key(), storageClass(request), mode, until);
    return Answer.xml(
        200, "<CopyObjectResult><ETag>%s</ETag></CopyObjectResult>".formatted(etag(content)));
  }

  private static Refusal taken() {
    return new Refusal(
        412, "PreconditionFailed", "At least one of the pre-conditions did not hold.");
  }

  private static @Nullable Instant lockedUntil(S3Request request, Bucket bucket, Instant now) {
    String date = request.header("x-amz-object-lock-retain-until-date");
    if (date == null) {
      return null;
    }
    if (!bucket.locks()) {
      throw new Refusal(400, "InvalidRequest", "Bucket is missing Object Lock Configuration.");
    }
    boolean hashed =
        request.header("x-amz-copy-source") != null
            || request.header("Content-MD5") != null
            || request.header("x-amz-checksum-sha256") != null;
    if (!hashed) {
      throw new Refusal(
          400, "InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP header is required.");
    }
    try {
      Instant until = Instant.parse(date);
      if (!until.isAfter(now)) {
        throw new Refusal(400, "InvalidArgument", "The retain until date must be in the future!");
      }
      return until;
    } catch (DateTimeParseException malformed) {
      throw new Refusal(400, "InvalidArgument", "The retain until date is malformed.");
    }
  }

  private static Answer get(S3Request request, Bucket bucket) {
    Bucket.Version version = required(request, bucket);
    if (!bucket.isReadable(version)) {
      throw Refusal.cold(version.storageClass());
    }
    byte[] content = bucket.content(request.key());
    String asked = request.header("Range");
    Matcher range = RANGE.matcher(asked == null ? "" : asked);
    Answer head = described(version, bucket);
    if (!range.matches()) {
      return new Answer(200, head.headers(), content);
    }
    int from = Integer.parseInt(range.group(1));
    if (from >= content.length) {
      throw new Refusal(416, "InvalidRange", "The requested range is not satisfiable");
    }
    int to =
        range.group(2).isEmpty()
            ? content.length
            : Math.min(content.length, Integer.parseInt(range.group(2)) + 1);
    head.with("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, content.length));
    return new Answer(206, head.headers(), Arrays.copyOfRange(content, from, to));
  }

  private static Answer delete(S3Request request, Bucket bucket, Instant now) {
    String version = request.parameters().get("versionId");
    if (version == null) {
      bucket.delete(request.key());
    } else {
      bucket.deleteVersion(request.key(), Long.parseLong(version), now);
    }
    return Answer.of(204);
  }

  private static Bucket.Version required(S3Request request, Bucket bucket) {
    Bucket.Version version = bucket.current(request.key());
    if (version == null) {
      throw Refusal.noSuchKey();
    }
    return version;
  }

  private static Answer described(Bucket.Version version, Bucket bucket) {
    Answer answer =
        Answer.of(200)
            .with("ETag", etag(version.content()))
            .with("x-amz-version-id", String.valueOf(version.sequence()))
            .with("Last-Modified", DATE.format(version.modified()))
            .with("Accept-Ranges", "bytes");
    if (!version.storageClass().equals("STANDARD")) {
      answer.with("x-amz-storage-class", version.storageClass());
    }
    Bucket.Restored restored = bucket.restored(version);
    if (restored != null) {
      Instant until = restored.until();
      answer.with(
          "x-amz-restore",
          until == null
              ? "ongoing-request=\"true\""
              : "ongoing-request=\"false\", expiry-date=\"%s\"".formatted(DATE.format(until)));
    }
    if (version.lockMode() != null) {
      answer
          .with("x-amz-object-lock-mode", version.lockMode())
          .with("x-amz-object-lock-retain-until-date", String.valueOf(version.lockedUntil()));
    }
    if (version.held()) {
      answer.with("x-amz-object-lock-legal-hold", "ON");
    }
    return answer;
  }

  private static int length(S3Request request, Bucket bucket) {
    return bucket.content(request.key()).length;
  }

  private static String etag(byte @Nullable [] content) {
    byte[] bytes = content == null ? new byte[0] : content;
    return "\"" + Signature.hex(Payload.md5(bytes)) + "\"";
  }
}
