package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.stores.LogRecovery;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A log of which a test says what the vault has. A member was made from a span if its tree is what
 * that begins with.
 */
final class FakeLog implements LogRecovery {
  final List<Span> spans = new ArrayList<>();

  @Override
  public List<Span> spans() {
    return spans;
  }

  @Override
  public boolean isSourceOf(Span span, Node member) {
    return span.begins().equals(member.subtree());
  }

  @Override
  public Span find(Optional<Instant> to) {
    return spans.reversed().stream()
        .filter(span -> to.isEmpty() || span.holds(to.get()))
        .findFirst()
        .orElseThrow(
            () -> new HoldfastException(ErrorCode.NOT_FOUND, "No log", "Nothing", "Nothing"));
  }

  @Override
  public Recovered restore(Optional<Instant> to, Path target, Path work, Progress progress) {
    return new Recovered("0/1", to, false, List.of());
  }
}
