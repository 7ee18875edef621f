package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.stores.EraLog;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A log of which a test says what the vault has. A member was made from a span if its tree is what
 * that begins with.
 */
final class FakeLog implements EraLog {
  final List<Era> eras = new ArrayList<>();

  /** Whether no member of a set is of its history. */
  boolean unlike;

  /** What was to come back. */
  final List<Wanted> asked = new ArrayList<>();

  @Override
  public List<Era> eras() {
    return eras;
  }

  @Override
  public Optional<BlobId> begins(Node member) {
    return Optional.ofNullable(member.subtree());
  }

  @Override
  public Era find(Wanted wanted) {
    if (unlike && wanted.limit().isPresent()) {
      throw new HoldfastException(
          ErrorCode.ILLEGAL_PAIR, "It is of another history", "Nothing", "Nothing");
    }
    return eras.reversed().stream()
        .filter(span -> wanted.to().isEmpty() || span.holds(wanted.to().get()))
        .findFirst()
        .orElseThrow(
            () -> new HoldfastException(ErrorCode.NOT_FOUND, "No log", "Nothing", "Nothing"));
  }

  @Override
  public Recovered restore(Wanted wanted, Path target, Path work, Progress progress) {
    asked.add(wanted);
    return new Recovered("0/1", wanted.to(), false, List.of());
  }
}
