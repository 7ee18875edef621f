package io.holdfast.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The set that a command is about. */
public final class SetArgument {
  @Parameters(
      paramLabel = "SET",
      arity = "0..1",
      description = "An id, a unique prefix, or 'latest' (the default).")
  private @Nullable String set;

  String name() {
    return set == null ? "latest" : set;
  }

  boolean isGiven() {
    return set != null;
  }
}
