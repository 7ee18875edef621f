package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.Vault;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies the sets of an installation to the vaults that their rules name, one after the other. */
public final class Copies {
  private final Vault vault;
  private final Sets sets;
  private final Opening opening;

  /** Opens a vault that copies go to. */
  @FunctionalInterface
  public interface Opening {
    /** Fails with a {@link HoldfastException}, as opening any vault does. */
    Vault open(Rule.Copy target);
  }

  /** What has become of one target. */
  public sealed interface Outcome {
    Rule.Copy target();
  }

  /** The target was written to; single sets may have failed. */
  public record Made(Rule.Copy target, CopyReport report) implements Outcome {}

  /** Nothing more could be done with this target; what it has is whole. */
  public record NotMade(Rule.Copy target, HoldfastException why) implements Outcome {}

  public Copies(Vault vault, String installation, Opening opening) {
    this.vault = vault;
    this.sets = new Sets(vault, installation);
    this.opening = opening;
  }

  /**
   * What is wrong with one target does not stop the others.
   *
   * @throws HoldfastException HF-130 if it was interrupted, HF-501 if this vault's snapshots cannot
   *     be read
   */
  public List<Outcome> run(List<Rule> rules, Progress progress) {
    Map<Rule.Copy, List<Snapshot>> wanted = new LinkedHashMap<>();
    for (Rule rule : rules) {
      for (Rule.Copy target : rule.copies()) {
        wanted.computeIfAbsent(target, fresh -> new ArrayList<>()).addAll(sets.ofRule(rule.name()));
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    wanted.forEach((target, snapshots) -> outcomes.add(copy(target, snapshots, progress)));
    return outcomes;
  }

  private Outcome copy(Rule.Copy target, List<Snapshot> snapshots, Progress progress) {
    try (Vault other = opening.open(target)) {
      return new Made(target, vault.copyTo(other, snapshots, progress));
    } catch (HoldfastException failure) {
      if (failure.code() == ErrorCode.INTERRUPTED) {
        throw failure;
      }
      return new NotMade(target, failure);
    }
  }
}
