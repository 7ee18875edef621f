package io.holdfast.stores.redis.rdb;

import java.io.IOException;

/** What was read is no whole RDB, or none that this version knows. */
public final class DamagedRdbException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedRdbException(long at, String why) {
    super("at byte " + at + ": " + why);
  }
}
