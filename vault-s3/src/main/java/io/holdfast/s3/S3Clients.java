package io.holdfast.s3;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.S3Location;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The SDK's client, with its own wisdom switched off where it would get in the way: it neither
 * repeats a request (the answer to a conditional write would lose its meaning) nor wraps bodies in
 * chunks of its own (stores other than AWS's differ in what they take). Credentials come from the
 * SDK's usual chain and from nowhere else.
 */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long nothing at all may come back. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** What stores other than AWS's call theirs, if nobody says otherwise. */
  private static final Region ELSEWHERE = Region.US_EAST_1;

  private S3Clients() {}

  static S3Client of(S3Location location) {
    return of(location, SILENCE);
  }

  static S3Client of(S3Location location, Duration silence) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(silence)
                    .build())
            .overrideConfiguration(
                own ->
                    own.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new SendAtOnce()))
            .serviceConfiguration(own -> own.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .forcePathStyle(location.pathStyle());
    if (location.endpoint() != null) {
      builder.endpointOverride(location.endpoint());
    }
    if (location.region() != null) {
      builder.region(Region.of(location.region()));
    } else if (location.endpoint() != null) {
      builder.region(namedBySurroundings());
    }
    try {
      return builder.build();
    } catch (SdkClientException noRegion) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "The region of " + location.place() + " is not known: " + noRegion.getMessage(),
          "Nothing was done.",
          "Add ?region=… to the location, or set AWS_REGION.",
          noRegion);
    }
  }

  /** Without asking the machine's metadata service, which is AWS's and takes seconds elsewhere. */
  private static Region namedBySurroundings() {
    AwsRegionProvider surroundings =
        new AwsRegionProviderChain(
            new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
    try {
      Region named = surroundings.getRegion();
      return named == null ? ELSEWHERE : named;
    } catch (SdkClientException notNamed) {
      return ELSEWHERE;
    }
  }
}
