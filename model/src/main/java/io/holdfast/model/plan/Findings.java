package io.holdfast.model.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where the lints put what they find. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  void error(String rule, String where, String message, String next) {
    found.add(new Finding(Severity.ERROR, rule, where, message, next));
  }

  void warning(String rule, String where, String message, String next) {
    found.add(new Finding(Severity.WARNING, rule, where, message, next));
  }

  void info(String rule, String where, String message, String next) {
    found.add(new Finding(Severity.INFO, rule, where, message, next));
  }

  /** The worst first; equals stay in the order in which they were found. */
  List<Finding> sorted() {
    return found.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }
}
