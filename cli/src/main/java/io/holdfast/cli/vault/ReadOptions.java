package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.check.PackSubset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a vault a check reads. */
final class ReadOptions {
  @Option(names = "--read-data", description = "Read and authenticate every byte.")
  private boolean readData;

  @Option(
      names = "--read-data-subset",
      paramLabel = "PART",
      description =
          "Read a part of the packs: 2/7 is the second of seven, 5%% and 10G are drawn by lot.")
  private @Nullable String subset;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Read for so long, such as 10m, what was read longest ago on this machine.")
  private @Nullable String budget;

  @Option(
      names = "--read-cold",
      description = "Read cold packs too, if they can be read: warmed ones, or at a price.")
  private boolean coldToo;

  /** Whether cold packs that can be read are read as well. */
  boolean coldToo() {
    return coldToo;
  }

  boolean readsData() {
    return readData || coldToo || subset != null || budget != null;
  }

  PackReading reading(ReadLog log, Surroundings surroundings) {
    if (!readsData()) {
      return PackReading.NONE;
    }
    PackReading.Order chosen = chosen(surroundings);
    Duration time = time();
    return new PackReading(
        sizes -> {
          log.keepOnly(PackReading.all(sizes));
          return time == null ? chosen.of(sizes) : log.oldestFirst(chosen.of(sizes));
        },
        time,
        pack -> log.wasRead(pack, surroundings.clock().now()));
  }

  private PackReading.Order chosen(Surroundings surroundings) {
    if (subset == null) {
      return PackReading::all;
    }
    if (readData) {
      throw usage("--read-data and --read-data-subset exclude each other", "Give one of them.");
    }
    return PackSubset.parse(subset, surroundings.randomness())
        .orElseThrow(
            () ->
                usage(
                    "--read-data-subset is no part of a vault: '" + subset + "'",
                    "Write it like 2/7, 5% or 10G."));
  }

  private @Nullable Duration time() {
    return budget == null
        ? null
        : DurationText.parse(budget)
            .orElseThrow(
                () ->
                    usage("--for is no duration: '" + budget + "'", "Write it like 10m or 1h30m."));
  }

  private static HoldfastException usage(String what, String next) {
    return new HoldfastException(ErrorCode.USAGE, what, "Nothing was done.", next);
  }
}
