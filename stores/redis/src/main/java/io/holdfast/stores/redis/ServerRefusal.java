package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.Locale;

/** The server answered with an error. */
final class ServerRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  ServerRefusal(String command, String said) {
    super(command + ": " + said);
    this.said = said;
  }

  private final String said;

  /** In the server's words. */
  String said() {
    return said;
  }

  /** Whether login or rights are what is wrong. */
  boolean isOfRights() {
    return said.startsWith("NOAUTH")
        || said.startsWith("WRONGPASS")
        || said.startsWith("NOPERM")
        || said.startsWith("DENIED")
        || said.contains("invalid password")
        || said.contains("without any password configured");
  }

  /** Whether the server does not let this command be given: renamed, disabled, or not allowed. */
  boolean isOfCommand() {
    return said.toLowerCase(Locale.ROOT).contains("unknown command")
        || said.startsWith("NOPERM")
        || said.contains("not allowed");
  }

  boolean isOfMemory() {
    return said.startsWith("OOM");
  }
}
