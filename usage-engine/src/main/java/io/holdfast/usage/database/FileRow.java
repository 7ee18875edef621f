package io.holdfast.usage.database;

import io.holdfast.usage.disk.FileState;

/** One row that names a file. */
public record FileRow(FileState state, long txn, long records) {
  public String path() {
    return state.path();
  }
}
