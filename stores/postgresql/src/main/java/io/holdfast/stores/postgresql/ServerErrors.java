package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the server and its programs say, as errors that tell the operator what to do. */
final class ServerErrors {
  private static final String SAFE =
      "The database is unharmed and processing goes on; nothing was sealed or replaced.";

  private ServerErrors() {}

  /**
   * @param doing what was tried, in words
   */
  static HoldfastException of(Address address, String doing, SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    String said = String.valueOf(failed.getMessage());
    if (state.startsWith("28") || state.equals("3D000") || state.equals("08004")) {
      return refused(
          address,
          doing + ": " + said,
          "Look at user and password of the store, at the server's pg_hba.conf, and, if it demands"
              + " an encrypted connection, at sslmode in the url.",
          failed);
    }
    if (state.equals("42501")) {
      return refused(
          address,
          doing + ": " + said,
          "Give the user the right that is named: reading all tables is enough for a backup"
              + " (pg_read_all_data).",
          failed);
    }
    if (state.equals("53100")) {
      return full(address + ": " + doing + ": " + said, failed);
    }
    return failed(address, doing + ": " + said, failed);
  }

  /** One of PostgreSQL's programs has failed. */
  static HoldfastException ofProgram(Address address, String program, String said) {
    String what = program + " failed: " + said;
    if (said.contains("No space left on device")) {
      return full(address + ": " + what, null);
    }
    if (said.contains("permission denied for") || said.contains("must be owner of")) {
      return refused(
          address,
          what,
          "Give the user the right that is named: reading all tables is enough for a backup"
              + " (pg_read_all_data).",
          null);
    }
    return failed(address, what, null);
  }

  static HoldfastException refused(
      Address address, String why, String next, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.DATABASE_REFUSED,
        "PostgreSQL database %s, user '%s': %s".formatted(address, address.user(), why),
        SAFE,
        next,
        cause);
  }

  static HoldfastException failed(Address address, String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        "PostgreSQL database %s: %s".formatted(address, why),
        SAFE,
        "Look whether the server runs and answers at that address, and at its log.",
        cause);
  }

  static HoldfastException noStaging(Address address, Path work, IOException why) {
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        "PostgreSQL database %s cannot be staged in %s: %s"
            .formatted(address, work, why.getMessage()),
        SAFE,
        "Look whether this user may write there, and whether there is room.",
        why);
  }

  private static HoldfastException full(String what, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.DISK_FULL,
        what,
        SAFE,
        "Make room where the message says, or put 'state' on a larger file system.",
        cause);
  }
}
