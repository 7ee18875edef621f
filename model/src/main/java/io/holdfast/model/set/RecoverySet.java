package io.holdfast.model.set;

import io.holdfast.model.installation.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The manifest of a recovery set.
 *
 * @param run the run that made it
 * @param reasons why the grade is not {@code consistent}; empty if it is
 * @param window the one in which the members were fixed
 * @param earlierWindows those of the same run that were given up before it; normally none
 * @param referencesChecked how many references were found to resolve when the set was sealed
 * @param sealed when the manifest was written; the seal itself is the snapshot that holds it
 */
public record RecoverySet(
    String installation,
    String rule,
    String run,
    String host,
    String holdfastVersion,
    Grade grade,
    List<String> reasons,
    Window window,
    List<Window> earlierWindows,
    List<Member> members,
    List<Reference> references,
    long referencesChecked,
    Instant sealed) {
  /** The newest manifest version that this program reads and the one that it writes. */
  public static final int VERSION = 1;

  /** The manifest's name at the root of the set's tree. */
  public static final String MANIFEST = "recovery-set.json";

  public RecoverySet {
    reasons = List.copyOf(reasons);
    earlierWindows = List.copyOf(earlierWindows);
    members = List.copyOf(members);
    references = List.copyOf(references);
  }

  /** How long this run kept processing suspended: in its window and in those that it gave up. */
  public Duration suspended() {
    return earlierWindows.stream()
        .map(Window::suspended)
        .reduce(window.suspended(), Duration::plus);
  }

  /** The instant from which on nothing is in the set: no member's point is later. */
  public Instant point() {
    return members.stream()
        .map(member -> member.point().to())
        .max(Instant::compareTo)
        .orElse(sealed);
  }

  public Optional<Member> member(String store) {
    return members.stream().filter(member -> member.store().equals(store)).findFirst();
  }

  /**
   * The first pair that breaks the rule that a referrer is never newer than what it refers to (I2),
   * in words; empty if all pairs are legal.
   */
  public Optional<String> illegalPair() {
    for (Reference reference : references) {
      Optional<Member> from = member(reference.from());
      Optional<Member> to = member(reference.to());
      if (from.isEmpty() || to.isEmpty()) {
        return Optional.of(
            "store '%s' refers to store '%s', and the set lacks one of them"
                .formatted(reference.from(), reference.to()));
      }
      if (!from.get().point().notAfter(to.get().point())) {
        return Optional.of(
            "store '%s' was fixed at %s, after store '%s' which it refers to, fixed at %s"
                .formatted(
                    reference.from(),
                    from.get().point().to(),
                    reference.to(),
                    to.get().point().from()));
      }
    }
    return Optional.empty();
  }
}
