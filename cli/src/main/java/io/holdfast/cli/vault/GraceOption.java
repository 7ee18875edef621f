package io.holdfast.cli.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.vault.prune.PruneOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long what is condemned stays. */
public final class GraceOption {
  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description =
          "How long condemned packs stay, such as 48h; 0s deletes at once (default: 24h).")
  private @Nullable String grace;

  public PruneOptions options() {
    if (grace == null) {
      return new PruneOptions(PruneOptions.USUAL_GRACE);
    }
    return DurationText.parse(grace)
        .map(PruneOptions::new)
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.USAGE,
                    "--grace is no duration: '" + grace + "'",
                    "Nothing was done.",
                    "Write it like 90m, 48h or 7d; 0s deletes at once."));
  }
}
