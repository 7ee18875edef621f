package io.holdfast.model.plan;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import java.util.List;
import java.util.stream.Collectors;

/** Judges an installation's configuration before anything is suspended or copied. */
public final class Linter {
  private static final List<Lint> LINTS =
      List.of(
          new OrderLint(),
          new ProfileLint(),
          new PlacementLint(),
          new WindowLint(),
          new LeaseLint(),
          new SnapshotLint(),
          new ScheduleLint(),
          new LifecycleLint(),
          new CopyLint());

  private Linter() {}

  /** Everything there is to say, the worst first, otherwise in a stable order. */
  public static List<Finding> findings(Installation installation) {
    Findings findings = new Findings();
    for (Lint lint : LINTS) {
      lint.look(installation, findings);
    }
    return findings.sorted();
  }

  /**
   * Lets a backup go on only if the plan breaks no rule.
   *
   * @throws HoldfastException HF-207 with every error among the findings
   */
  public static void requireSound(Installation installation) {
    List<Finding> errors =
        findings(installation).stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .toList();
    if (errors.isEmpty()) {
      return;
    }
    String message =
        errors.stream()
            .map(
                error ->
                    error.rule()
                        + " at "
                        + error.where()
                        + ": "
                        + error.message()
                        + " "
                        + error.next())
            .collect(Collectors.joining("\n"));
    throw new HoldfastException(
        ErrorCode.PLAN_REFUSED,
        message,
        "Nothing was suspended and nothing was copied.",
        "Change the configuration as said above and look again with 'holdfast plan'.");
  }
}
