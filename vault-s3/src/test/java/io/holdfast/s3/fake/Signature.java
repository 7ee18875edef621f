package io.holdfast.s3.fake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS's signature, version 4, computed once more from what has arrived. */
final class Signature {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/((\\d{8})/([^/]+)/s3/aws4_request), ?"
              + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofMinutes(15);

  private Signature() {}

  /** Refuses as S3 does: first the key, then the clock, then the signature. */
  static void require(S3Request request, String accessKey, String secret, Instant now) {
    String header = request.header("Authorization");
    if (header == null) {
      throw new Refusal(403, "AccessDenied", "Access Denied");
    }
    Matcher authorization = AUTHORIZATION.matcher(header);
    if (!authorization.matches()) {
      throw new Refusal(400, "AuthorizationHeaderMalformed", "It is malformed: " + header);
    }
    if (!authorization.group(1).equals(accessKey)) {
      throw new Refusal(
          403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist.");
    }
    String time = String.valueOf(request.header("x-amz-date"));
    Instant signed = TIME.parse(time, Instant::from);
    if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
      throw new Refusal(
          403, "RequestTimeTooSkewed", "The difference between the times is too large.");
    }
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + authorization.group(2)
            + "\n"
            + hex(sha256(utf8(canonical(request, authorization.group(5)))));
    byte[] key = hmac(utf8("AWS4" + secret), authorization.group(3));
    key = hmac(hmac(hmac(key, authorization.group(4)), "s3"), "aws4_request");
    if (!hex(hmac(key, toSign)).equals(authorization.group(6))) {
      throw new Refusal(
          403, "SignatureDoesNotMatch", "The request signature does not match what you provided.");
    }
  }

  private static String canonical(S3Request request, String signedHeaders) {
    TreeMap<String, String> query = new TreeMap<>();
    for (String pair : request.rawQuery().split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        query.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    String headers =
        Arrays.stream(signedHeaders.split(";"))
            .map(name -> name + ":" + value(request.headers().getOrDefault(name, List.of())) + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.method(),
        request.rawPath(),
        query.entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining("&")),
        headers,
        signedHeaders,
        String.valueOf(request.header("x-amz-content-sha256")));
  }

  private static String value(List<String> values) {
    return values.stream()
        .map(value -> value.strip().replaceAll(" +", " "))
        .collect(Collectors.joining(","));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
