package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.AppendFile;

/** One rolling session file and how many sessions have their latest version in it. */
final class SessionFile {
  final int id;
  final AppendFile file;
  int live;

  SessionFile(int id, AppendFile file) {
    this.id = id;
    this.file = file;
  }

  static String nameOf(int id) {
    return "sessions-%08d".formatted(id);
  }

  static int idOf(String name) {
    return Integer.parseInt(name.substring("sessions-".length()));
  }
}
