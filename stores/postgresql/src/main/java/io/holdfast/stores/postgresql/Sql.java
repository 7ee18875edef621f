package io.holdfast.stores.postgresql;

/** Names and texts inside statements that take no parameters. */
final class Sql {
  private Sql() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    // A backslash means itself only with standard_conforming_strings; E'' means the same always.
    return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
