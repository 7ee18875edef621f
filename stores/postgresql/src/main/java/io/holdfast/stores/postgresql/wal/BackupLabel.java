package io.holdfast.stores.postgresql.wal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that a server puts into a base backup, which says where recovery begins.
 *
 * @param start the place of the checkpoint's redo record
 */
record BackupLabel(Lsn start, int timeline) {
  static final String FILE = "backup_label";

  private static final Pattern START =
      Pattern.compile("(?m)^START WAL LOCATION: ([0-9A-F]+/[0-9A-F]+) \\(file ([0-9A-F]{8})");

  static BackupLabel parse(String text) {
    Matcher start = START.matcher(text);
    if (!start.find()) {
      throw new IllegalArgumentException("It has no START WAL LOCATION: " + text);
    }
    return new BackupLabel(Lsn.parse(start.group(1)), Integer.parseUnsignedInt(start.group(2), 16));
  }
}
