package io.holdfast.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns as wide as what stands in them; numbers to the right. */
final class Table {
  private final int most;
  private final boolean[] right;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param most how wide it may be; columns move together if that makes it fit
   * @param headings a heading that begins with {@code >} is of a column of numbers
   */
  Table(int most, String... headings) {
    this.most = most;
    right = new boolean[headings.length];
    List<String> first = new ArrayList<>();
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      first.add(right[i] ? headings[i].substring(1) : headings[i]);
    }
    rows.add(first);
  }

  void row(String... cells) {
    rows.add(Arrays.asList(cells));
  }

  /** Of a line; more than was allowed if it cannot be less. */
  int width() {
    return lines().getFirst().length();
  }

  /** The headings, then the rows; all equally long. */
  List<String> lines() {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int apart = Arrays.stream(widths).sum() + 2 * (widths.length - 1);
    String gap = apart > most ? " " : "  ";
    return rows.stream().map(row -> line(row, widths, gap)).toList();
  }

  private String line(List<String> row, int[] widths, String gap) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      padded.add(right[i] ? space + row.get(i) : row.get(i) + space);
    }
    return String.join(gap, padded);
  }
}
