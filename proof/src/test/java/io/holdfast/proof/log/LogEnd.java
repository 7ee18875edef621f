package io.holdfast.proof.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.PostgresqlServer;

/** How far a running {@code holdfast receive --json} says that the log is in the vault. */
final class LogEnd {
  private static final String KEY = "\"reached\":\"";

  private LogEnd() {}

  static boolean hasReached(Cli.Running receiving, PostgresqlServer server, String place) {
    assertThat(receiving.isAlive()).as(receiving::said).isTrue();
    String reached = "";
    for (String line : receiving.said().lines().toList()) {
      int at = line.indexOf(KEY) + KEY.length();
      reached = line.contains(KEY) ? line.substring(at, line.indexOf('"', at)) : reached;
    }
    return !reached.isEmpty()
        && server.ask("billing", "select '" + reached + "'::pg_lsn >= '" + place + "'").equals("t");
  }
}
