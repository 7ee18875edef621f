package io.holdfast.s3;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.S3Location;
import io.holdfast.platform.Clock;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStoreProvider;

/** Opens {@code s3://bucket/prefix}. */
public final class S3Provider implements ObjectStoreProvider {
  public S3Provider() {}

  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public ObjectStore open(String location, Clock clock) {
    S3Location parsed;
    try {
      parsed = S3Location.parse(location);
    } catch (IllegalArgumentException wrong) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "The location " + location + " is not understood: " + wrong.getMessage(),
          "Nothing was done.",
          "Correct it; docs/guide/object-stores.md lists what may stand in it.",
          wrong);
    }
    return new S3ObjectStore(S3Clients.of(parsed), parsed, clock);
  }
}
