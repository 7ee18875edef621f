package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.tree.PathPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a tree a restore is about: those that an include covers, or all if there is
 * none, and that no exclude covers. Of the excludes the last that fits decides, and one with a
 * {@code !} in front takes an entry back in, unless its directory is excluded.
 */
public final class Selection implements Part {
  public static final Selection EVERYTHING = of(List.of(), List.of());

  private final List<PathPattern> includes;
  private final List<Exclude> excludes;

  private record Exclude(PathPattern pattern, boolean takesBack) {}

  private Selection(List<PathPattern> includes, List<Exclude> excludes) {
    this.includes = includes;
    this.excludes = excludes;
  }

  /**
   * @throws HoldfastException HF-201 if one is no pattern
   */
  public static Selection of(List<String> includes, List<String> excludes) {
    List<Exclude> parsed = new ArrayList<>();
    for (String exclude : excludes) {
      boolean takesBack = exclude.startsWith("!");
      parsed.add(new Exclude(pattern(takesBack ? exclude.substring(1) : exclude), takesBack));
    }
    return new Selection(includes.stream().map(Selection::pattern).toList(), parsed);
  }

  /** A pattern from a command line. */
  public static PathPattern pattern(String text) {
    try {
      return new PathPattern(text);
    } catch (IllegalArgumentException malformed) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          String.valueOf(malformed.getMessage()),
          "Nothing was done.",
          "Put a \\ before a character that is meant as it is.",
          malformed);
    }
  }

  @Override
  public boolean isEverything() {
    return includes.isEmpty() && excludes.isEmpty();
  }

  @Override
  public boolean selects(List<FileName> path) {
    return !excluded(path)
        && (includes.isEmpty() || includes.stream().anyMatch(one -> one.covers(path)));
  }

  @Override
  public boolean mayBelow(List<FileName> directory) {
    return !excluded(directory)
        && (includes.isEmpty() || includes.stream().anyMatch(one -> one.mayCoverBelow(directory)));
  }

  private boolean excluded(List<FileName> path) {
    boolean excluded = false;
    for (Exclude exclude : excludes) {
      if (exclude.takesBack() == excluded && exclude.pattern().covers(path)) {
        excluded = !exclude.takesBack();
      }
    }
    return excluded;
  }
}
