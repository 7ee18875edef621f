package io.holdfast.vault.tree;

import io.holdfast.platform.FileName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for paths, as restic's includes and excludes have it: names with slashes between them,
 * each a {@link NameGlob}; {@code **} stands for any number of directories, also none, and at the
 * end for everything inside. With a slash in front it begins at the root, otherwise at any level.
 * Slashes at the end mean nothing.
 */
public final class PathPattern {
  private final String text;
  private final boolean anchored;

  /** Null stands for {@code **}. */
  private final List<@Nullable NameGlob> globs = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if it is empty or a part of it is no pattern
   */
  public PathPattern(String text) {
    this.text = text;
    this.anchored = text.startsWith("/");
    for (String part : text.split("/")) {
      if (part.equals("**")) {
        globs.add(null);
      } else if (!part.isEmpty() && !part.equals(".")) {
        globs.add(new NameGlob(part));
      }
    }
    if (globs.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is no pattern for a path");
    }
  }

  /** Whether it fits this entry itself. */
  public boolean matches(List<FileName> path) {
    return fits(path, true);
  }

  /** Whether it fits this entry or a directory above it. */
  public boolean covers(List<FileName> path) {
    return fits(path, false);
  }

  private boolean fits(List<FileName> path, boolean whole) {
    int lastStart = anchored ? 0 : path.size() - 1;
    for (int start = 0; start <= lastStart; start++) {
      if (fits(path, start, 0, whole)) {
        return true;
      }
    }
    return false;
  }

  private boolean fits(List<FileName> path, int at, int glob, boolean whole) {
    if (glob == globs.size()) {
      return !whole || at == path.size();
    }
    NameGlob wanted = globs.get(glob);
    if (wanted != null) {
      return at < path.size()
          && wanted.matches(path.get(at))
          && fits(path, at + 1, glob + 1, whole);
    }
    if (glob == globs.size() - 1) {
      return at < path.size();
    }
    for (int next = at; next <= path.size(); next++) {
      if (fits(path, next, glob + 1, whole)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may cover something below this directory. False is certain. */
  public boolean mayCoverBelow(List<FileName> directory) {
    if (!anchored) {
      return true;
    }
    for (int at = 0; at < directory.size() && at < globs.size(); at++) {
      NameGlob wanted = globs.get(at);
      if (wanted == null) {
        return true;
      }
      if (!wanted.matches(directory.get(at))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
