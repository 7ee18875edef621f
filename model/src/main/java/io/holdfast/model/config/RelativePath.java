package io.holdfast.model.config;

import java.util.List;

/** Paths below a store's root. They become anchors of exclusion, so they may not wander. */
final class RelativePath {
  private RelativePath() {}

  /** The path without slashes at its end; {@code .} becomes empty, which means the root itself. */
  static String check(Section section, String key, String text) {
    String path = text.replaceAll("/+$", "");
    if (text.startsWith("/")) {
      return wrong(section, key, "must be relative to the store's root, not " + Quoted.of(text));
    }
    if (path.equals(".")) {
      return "";
    }
    for (String part : List.of(path.split("/", -1))) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return wrong(
            section, key, "may have no empty, '.' or '..' parts, but is " + Quoted.of(text));
      }
    }
    if (path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
      return wrong(section, key, "uses forward slashes, and may not be " + Quoted.of(text));
    }
    return path;
  }

  private static String wrong(Section section, String key, String what) {
    section.wrong(section.required(key).orElseThrow(), "'" + key + "' " + what);
    return "";
  }
}
