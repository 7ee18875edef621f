package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Receiving;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Installation;
import io.holdfast.vault.Vault;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast receive}. */
@Command(
    name = "receive",
    description = "Receive the databases' write-ahead logs into the vault, until it is ended.",
    footer = {
      "",
      "For stores of kind postgresql with 'physical'. Run it as a service: what is written between",
      "two backups is in the vault within the store's 'step'. Ctrl-C or SIGTERM end it; what has",
      "arrived is stored first.",
      "",
      "Examples:",
      "  holdfast receive",
      "  holdfast receive --json"
    })
public final class ReceiveCommand implements Callable<Integer> {
  /** For people, once in so long; scripts are told of each step. */
  private static final Duration SAID_AT_MOST_EVERY = Duration.ofMinutes(1);

  private final Surroundings surroundings;
  private final Map<String, Long> said = new ConcurrentHashMap<>();
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  ReceiveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.readForBackup();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Receiving receiving =
          new Receiving(
              described,
              vault,
              InstallationOption.providers(),
              surroundings.clock(),
              InstallationOption.state(described, surroundings));
      output.line("Receiving for %s.", String.join(", ", receiving.stores()));
      receiving.untilInterrupted(told(output), surroundings.progress());
      output.line("Ended; what had arrived is in the vault.");
      ObjectNode summary = Output.object();
      receiving.stores().forEach(summary.putArray("stores")::add);
      output.summary(summary);
      return ErrorCode.INTERRUPTED.exitCode();
    }
  }

  private Receiving.Listener told(Output output) {
    return new Receiving.Listener() {
      @Override
      public void stored(String store, String reached, long behind) {
        output.event(
            "stored",
            Output.object().put("store", store).put("reached", reached).put("behind", behind));
        long now = surroundings.clock().nanos();
        long before = said.getOrDefault(store, now - SAID_AT_MOST_EVERY.toNanos());
        if (now - before >= SAID_AT_MOST_EVERY.toNanos()) {
          said.put(store, now);
          output.line(
              "%s: in the vault up to %s, %s behind the server.",
              store, reached, Units.bytes(behind));
        }
      }

      @Override
      public void warning(String store, String what) {
        output.event("warning", Output.object().put("store", store).put("message", what));
        output.note(store + ": " + what);
      }
    };
  }
}
