package io.holdfast.cli.command;

import picocli.CommandLine.Option;

/** {@code --json} and {@code --help}, which every command has. */
public final class JsonOption {
  /** Looked for before the command line is parsed, so that even a wrong one is answered in JSON. */
  @Option(names = "--json", description = "Print one JSON object per line, a summary last.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  boolean isJson() {
    return json && !help;
  }
}
