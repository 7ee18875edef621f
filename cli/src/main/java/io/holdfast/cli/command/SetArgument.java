package io.holdfast.cli.command;

import picocli.CommandLine.Parameters;

/** The set that a command is about. */
public final class SetArgument {
  @Parameters(
      paramLabel = "SET",
      arity = "0..1",
      defaultValue = "latest",
      description = "An id, a unique prefix, or 'latest' (the default).")
  private String set;

  String name() {
    return set;
  }
}
