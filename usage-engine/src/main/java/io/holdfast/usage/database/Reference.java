package io.holdfast.usage.database;

import io.holdfast.usage.disk.Home;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Each kind of row that names a file. All have the same columns: {@code path} below the base
 * directory, {@code length} and {@code sha256} of the committed bytes, {@code txn}, {@code
 * records}.
 */
public enum Reference {
  ERROR_FILE("error_file", "collection", true, Home::err),
  DUPLICATE_CONTAINER("duplicate_container", "collection", true, Home::duplicates),
  ARCHIVE_FILE("archive_file", "collection", false, Home::archive),
  INTER_WORKFLOW_BATCH("interworkflow_batch", "aggregation", false, Home::interWorkflow),
  SESSION_FILE("session_file", "aggregation", true, Home::aggregation),
  SESSION_INDEX("session_index", "aggregation", false, Home::aggregation),
  OUTPUT_FILE("output_file", "aggregation", false, Home::out),
  REALTIME_OUTPUT("realtime_output", "real-time", true, Home::outRealTime);

  private final String table;
  private final String workflow;
  private final boolean growing;
  private final Function<Home, Path> base;

  Reference(String table, String workflow, boolean growing, Function<Home, Path> base) {
    this.table = table;
    this.workflow = workflow;
    this.growing = growing;
    this.base = base;
  }

  public String table() {
    return table;
  }

  /** The workflow that aborts if such a row points nowhere. */
  public String workflow() {
    return workflow;
  }

  /** Whether the file may hold uncommitted bytes beyond the committed length. */
  public boolean growing() {
    return growing;
  }

  /** The directory below which {@code path} counts. */
  public Path base(Home home) {
    return base.apply(home);
  }
}
