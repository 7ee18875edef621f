package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.vault.CopyText;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.cli.vault.Passwords;
import io.holdfast.cli.vault.VaultLocations;
import io.holdfast.engine.Copies;
import io.holdfast.engine.Copies.Outcome;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** {@code holdfast copy}. */
@Command(
    name = "copy",
    description = "Copy the sealed sets to the vaults that their rules name.",
    footer = {
      "",
      "A target that cannot be reached does not stop the others; the exit code is 3 then, and that",
      "of the failure itself if no target could be reached. Run it again at any time.",
      "",
      "Examples:",
      "  holdfast copy",
      "  holdfast copy --rule nightly"
    })
public final class CopyCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private LimitOptions limits;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "Only the sets of this rule (default: all rules).")
  private @Nullable String rule;

  CopyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Installation described = installation.read();
    List<Rule> rules =
        rule == null ? described.rules() : List.of(InstallationOption.rule(described, rule));
    if (rules.stream().allMatch(one -> one.copies().isEmpty())) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          rule == null ? "No rule names a copy" : "The rule '" + rule + "' names no copy",
          "Nothing was done.",
          "Name vaults in 'copies' of a rule, or use 'holdfast vault copy --to LOCATION'.");
    }
    List<Outcome> outcomes;
    try (Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      outcomes =
          new Copies(vault, described.name(), copy -> open(described, copy))
              .run(rules, surroundings.progress());
    }
    tell(outcomes);
    return 0;
  }

  private Vault open(Installation described, Rule.Copy copy) {
    Path file = copy.passwordFile();
    return VaultLocations.open(
        copy.vault(),
        file == null
            ? Passwords.of(surroundings.environment(), described.vault().passwordFile())
            : Passwords.in(file),
        limits,
        surroundings);
  }

  private void tell(List<Outcome> outcomes) {
    Output output = surroundings.output();
    List<HoldfastException> failures = new ArrayList<>();
    ArrayNode targets = Output.object().arrayNode();
    for (Outcome outcome : outcomes) {
      String target = outcome.target().vault();
      switch (outcome) {
        case Copies.Made made -> {
          CopyText.tell(made.report(), target, output);
          made.report().failed().forEach(failed -> failures.add(failed.why()));
          targets.add(CopyText.json(made.report(), target));
        }
        case Copies.NotMade notMade -> {
          HoldfastException why = notMade.why();
          output.line("No copy to %s: %s %s", target, why.code().code(), why.getMessage());
          output.event(
              "notCopied",
              Output.object()
                  .put("target", target)
                  .put("code", why.code().code())
                  .put("message", why.getMessage()));
          failures.add(why);
        }
      }
    }
    if (outcomes.stream().allMatch(Copies.NotMade.class::isInstance)) {
      throw failures.getFirst();
    }
    if (!failures.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.COPY_INCOMPLETE,
          "Not every set is in every vault that its rule names; the first failure: "
              + failures.getFirst().getMessage(),
          "The sets in this installation's vault, and every copy that was made, are whole.",
          "Look at what each line above says, and run 'holdfast copy' again.",
          failures.getFirst());
    }
    output.summary(Output.object().set("targets", targets));
  }
}
