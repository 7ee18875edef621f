package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.plan.Finding;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.plan.Plan;
import io.holdfast.model.plan.Severity;
import io.holdfast.model.plan.Step;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast plan}: what a backup will do, and what is wrong with it. */
@Command(
    name = "plan",
    description = "Explain what each rule will do, and check it against the rules of restore.",
    footer = {"", "Examples:", "  holdfast plan", "  holdfast plan --rule nightly --json"})
public final class PlanCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  @Option(names = "--rule", paramLabel = "NAME", description = "Only this rule.")
  private @Nullable String rule;

  PlanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    List<Rule> rules =
        rule == null ? described.rules() : List.of(InstallationOption.rule(described, rule));
    ObjectNode summary = Output.object().put("installation", described.name());
    ArrayNode plans = summary.putArray("rules");
    for (Rule one : rules) {
      explain(Plan.explain(described, one), output, plans.addObject().put("name", one.name()));
    }
    List<Finding> findings = Linter.findings(described);
    ArrayNode found = summary.putArray("findings");
    findings.forEach(finding -> tell(finding, output, found.addObject()));
    if (findings.isEmpty()) {
      output.line("Nothing to object to.");
    }
    output.summary(summary);
    boolean refused = findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    return refused ? ErrorCode.PLAN_REFUSED.exitCode() : 0;
  }

  private static void explain(Plan plan, Output output, ObjectNode json) {
    plan.inWords().forEach(output::line);
    output.line("");
    json.put("suspends", plan.suspends())
        .put("bestGrade", plan.bestGrade())
        .put("suspendedAtMostMillis", plan.suspendedAtMost().toMillis())
        .put("retention", plan.retention());
    plan.windowNeeded().forEach(json.putArray("windowNeeded")::add);
    ArrayNode steps = json.putArray("steps");
    for (Step step : plan.steps()) {
      steps
          .addObject()
          .put("number", step.number())
          .put("phase", step.phase().name().toLowerCase(Locale.ROOT))
          .put("store", step.store())
          .put("suspended", step.suspended())
          .put("what", step.what());
    }
  }

  private static void tell(Finding finding, Output output, ObjectNode json) {
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    output.line("%-8s %s: %s", severity, finding.rule(), finding.message());
    output.line("         → %s", finding.next());
    json.put("severity", severity)
        .put("rule", finding.rule())
        .put("where", finding.where())
        .put("message", finding.message())
        .put("next", finding.next());
  }
}
