package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the server says, as errors that tell the operator what to do. */
final class ServerErrors {
  static final String SAFE =
      "The server's data is unharmed and processing goes on; nothing was sealed or replaced.";

  private ServerErrors() {}

  /**
   * @param doing what was tried, in words
   */
  static HoldfastException of(Address address, String doing, IOException failed) {
    String why = doing + ": " + failed.getMessage();
    return switch (failed) {
      case ServerRefusal refusal when refusal.isOfRights() ->
          refused(
              address,
              why,
              "Look at 'user' and 'passwordFile' of the store, and at the user's rights (ACL"
                  + " GETUSER): +info +psync +replconf +cluster +config|get are enough for a"
                  + " backup.",
              failed);
      case ServerRefusal refusal when refusal.isOfMemory() -> noMemory(address, why, failed);
      case SSLException tls ->
          refused(
              address,
              why,
              "Look whether the server speaks TLS at this port, whether its certificate is for this"
                  + " host, and whether 'caFile' has who signed it.",
              failed);
      default -> failed(address, why, failed);
    };
  }

  static HoldfastException refused(
      Address address, String why, String next, @Nullable Throwable cause) {
    String user = address.user() == null ? "" : ", user '" + address.user() + "'";
    return new HoldfastException(
        ErrorCode.DATABASE_REFUSED, address + user + ": " + why, SAFE, next, cause);
  }

  static HoldfastException failed(Address address, String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        address + ": " + why,
        SAFE,
        "Look whether the server runs and answers at that address, and at its log; run the"
            + " command again when what is named is over.",
        cause);
  }

  static HoldfastException noMemory(Address address, String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.DISK_FULL,
        address + ": " + why,
        SAFE,
        "Give the server more memory (maxmemory), or restore with --into and start a server of its"
            + " own on the RDB.",
        cause);
  }

  /** Reading by replication is not allowed. */
  static HoldfastException forbidden(Address address, ServerRefusal refusal) {
    return new HoldfastException(
        ErrorCode.REPLICATION_FORBIDDEN,
        address + " may not be read by replication: " + refusal.said(),
        SAFE,
        "On a server of your own allow the commands: ACL SETUSER … +psync +replconf, and no"
            + " rename-command for them. Managed services (MemoryDB, ElastiCache) never allow them:"
            + " leave the store out; their own snapshots are the way, and the driver 'memorydb'"
            + " will take them.",
        refusal);
  }

  /** A restored member is not what was captured, or cannot be used. */
  static HoldfastException unfit(String why, String next, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.RESTORE_UNPROVED,
        "The Redis data of the set is not fit to run: " + why,
        "The live data is untouched.",
        next,
        cause);
  }

  static HoldfastException notEmpty(String why, String next) {
    return new HoldfastException(
        ErrorCode.TARGET_NOT_EMPTY, why, "Nothing was changed on the server.", next);
  }
}
