/** Vaults at {@code s3://}. */
@org.jspecify.annotations.NullMarked
module io.holdfast.s3 {
  requires static transitive org.jspecify;
  requires io.holdfast.vault;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.profiles;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries.api;
  requires software.amazon.awssdk.services.s3;
  requires software.amazon.awssdk.utils;

  provides io.holdfast.vault.store.ObjectStoreProvider with
      io.holdfast.s3.S3Provider;
}
