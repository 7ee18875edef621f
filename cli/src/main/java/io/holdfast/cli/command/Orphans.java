package io.holdfast.cli.command;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.closure.Closure;

/** The files that no reference names, as a person is told of them. */
final class Orphans {
  private static final int SHOWN = 5;

  private Orphans() {}

  static void tell(Closure closure, Output output) {
    if (closure.orphans() == 0) {
      return;
    }
    output.line(
        "  %s files are named by no row of the database, which is no harm:",
        Units.count(closure.orphans()));
    closure.named().stream().limit(SHOWN).forEach(path -> output.line("    %s", path));
    if (closure.orphans() > SHOWN) {
      output.line("    and %s more", Units.count(closure.orphans() - SHOWN));
    }
  }
}
