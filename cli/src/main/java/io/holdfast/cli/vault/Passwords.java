package io.holdfast.cli.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.vault.crypto.Password;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a password comes from, the first that is there: the environment ({@code
 * HOLDFAST_PASSWORD_FILE}, {@code HOLDFAST_PASSWORD_COMMAND}, {@code HOLDFAST_PASSWORD}), the
 * configuration's file, the terminal. Never an argument: those are seen by every user of the
 * machine.
 */
public final class Passwords {
  private Passwords() {}

  /** Asked only when a vault is really opened. */
  public static Supplier<Password> of(Map<String, String> environment, @Nullable Path configured) {
    return () -> {
      String file = environment.get("HOLDFAST_PASSWORD_FILE");
      if (file != null && !file.isBlank()) {
        return fromFile(Path.of(file));
      }
      String command = environment.get("HOLDFAST_PASSWORD_COMMAND");
      if (command != null && !command.isBlank()) {
        return fromCommand(command);
      }
      String plain = environment.get("HOLDFAST_PASSWORD");
      if (plain != null && !plain.isEmpty()) {
        return Password.of(plain.toCharArray());
      }
      if (configured != null) {
        return fromFile(configured);
      }
      return fromTerminal("Password of the vault: ");
    };
  }

  /** A file that is read when a vault is really opened. */
  public static Supplier<Password> in(Path file) {
    return () -> fromFile(file);
  }

  /** The first line of a file, without its line end. */
  public static Password fromFile(Path file) {
    try {
      return firstLine(Disk.readText(file), file.toString());
    } catch (IOException unreadable) {
      throw missing(
          "The password file %s cannot be read: %s".formatted(file, unreadable.getMessage()));
    }
  }

  private static Password fromCommand(String command) {
    try {
      Process process = Processes.startAnswering(List.of("/bin/sh", "-c", command), Map.of());
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw missing("HOLDFAST_PASSWORD_COMMAND ended with " + exit);
      }
      return firstLine(said, "HOLDFAST_PASSWORD_COMMAND");
    } catch (IOException failed) {
      throw missing("HOLDFAST_PASSWORD_COMMAND cannot be run: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw missing("HOLDFAST_PASSWORD_COMMAND was interrupted");
    }
  }

  static Password fromTerminal(String prompt) {
    Console console = System.console();
    char[] typed = console != null && console.isTerminal() ? console.readPassword(prompt) : null;
    if (typed == null) {
      throw missing("No password was given, and there is no terminal to ask at");
    }
    return Password.of(typed);
  }

  private static Password firstLine(String text, String source) {
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw missing("The first line of %s is empty".formatted(source));
    }
    return Password.of(line.toCharArray());
  }

  private static HoldfastException missing(String what) {
    return new HoldfastException(
        ErrorCode.PASSWORD_MISSING,
        what,
        "Nothing was done.",
        "Set HOLDFAST_PASSWORD_FILE, HOLDFAST_PASSWORD_COMMAND or HOLDFAST_PASSWORD, or"
            + " vault.passwordFile in the configuration.");
  }
}
