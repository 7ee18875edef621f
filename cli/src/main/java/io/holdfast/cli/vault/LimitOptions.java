package io.holdfast.cli.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.vault.store.LimitedObjectStore;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.RateLimit;
import picocli.CommandLine.Option;

/** {@code --limit-upload} and {@code --limit-download}, in restic's unit. */
public final class LimitOptions {
  @Option(
      names = "--limit-upload",
      paramLabel = "RATE",
      description = "Write at most so many KiB a second into the vault (default: no limit).")
  private long upload;

  @Option(
      names = "--limit-download",
      paramLabel = "RATE",
      description = "Read at most so many KiB a second from the vault (default: no limit).")
  private long download;

  public LimitOptions() {}

  ObjectStore inFrontOf(ObjectStore store, Clock clock) {
    if (upload < 0 || download < 0) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "A rate cannot be below 0",
          "Nothing was done.",
          "Give KiB per second, or leave the limit out.");
    }
    return upload == 0 && download == 0
        ? store
        : new LimitedObjectStore(store, RateLimit.of(upload, clock), RateLimit.of(download, clock));
  }
}
