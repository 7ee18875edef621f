package io.holdfast.usage.disk;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Every instant between two steps of a transaction. A test may have the process killed at one of
 * them: with the system property {@code usage.crashAt=STEP:n} it halts, without any cleaning up,
 * when it reaches STEP for the n-th time. Without the property a step does nothing.
 */
public enum Step {
  // The very first start.
  DATABASE_MADE,
  DATABASE_MOVED,
  // Collection, in the order of one batch.
  CLAIM_COPIED,
  CLAIM_MOVED,
  ERROR_WRITTEN,
  ARCHIVE_WRITTEN,
  INTER_WORKFLOW_WRITTEN,
  CONTAINER_WRITTEN,
  ERROR_MOVED,
  ARCHIVE_MOVED,
  CONTAINER_APPENDED,
  CONTAINER_MOVED,
  INTER_WORKFLOW_MOVED,
  OBJECT_WRITTEN,
  COLLECTION_ROWS_WRITTEN,
  COLLECTION_COMMITTED,
  CLAIM_DELETED,
  // Aggregation.
  INTER_WORKFLOW_READ,
  OBJECT_UNLINKED,
  SESSIONS_APPENDED,
  SESSION_FILE_MOVED,
  INDEX_WRITTEN,
  INDEX_MOVED,
  // With Redis; the second one at the start after the first.
  SESSIONS_APPLIED,
  SESSIONS_TAKEN_BACK,
  BILL_WRITTEN,
  BILL_MOVED,
  AGGREGATION_ROWS_WRITTEN,
  AGGREGATION_COMMITTED,
  INTER_WORKFLOW_DELETED,
  SESSION_FILES_DELETED,
  INDEX_DELETED,
  // Defragmenter and archive cleaner.
  DEFRAGMENTED,
  DEFRAGMENTATION_COMMITTED,
  CLEANER_COMMITTED,
  ARCHIVE_DELETED,
  // Real-time forwarding.
  EVENTS_APPENDED,
  EVENTS_SYNCED,
  EVENTS_COMMITTED,
  EVENTS_MOVED,
  EVENTS_ROLLED,
  // Recovery itself may be killed too.
  RECOVERY_SWEPT,
  RECOVERY_DONE;

  private static final class Armed {
    static final @Nullable Step STEP;
    static final AtomicInteger COUNT = new AtomicInteger();

    static {
      var setting = System.getProperty("usage.crashAt");
      if (setting == null) {
        STEP = null;
      } else {
        int colon = setting.indexOf(':');
        var name = colon < 0 ? setting : setting.substring(0, colon);
        STEP = Step.valueOf(name.toUpperCase(Locale.ROOT));
        COUNT.set(colon < 0 ? 1 : Integer.parseInt(setting.substring(colon + 1)));
      }
    }
  }

  /** Said after the step's work is done; kills the process if a test asked for it. */
  public void reached() {
    if (Armed.STEP == this && Armed.COUNT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(137);
    }
  }
}
