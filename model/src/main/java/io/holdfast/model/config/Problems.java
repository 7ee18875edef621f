package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Gathers what is wrong, so that one look at the message is enough to mend the whole file. Holds at
 * most {@link #SHOWN} problems: a file that is wrong throughout (another program's, say) must not
 * fill the terminal.
 */
final class Problems {
  static final int SHOWN = 50;

  private final String fileName;
  private final List<Problem> found = new ArrayList<>();
  private int more;

  Problems(String fileName) {
    this.fileName = fileName;
  }

  void add(Node where, ErrorCode code, String what) {
    Mark mark =
        where
            .getStartMark()
            .orElseThrow(() -> new IllegalStateException("The tree was composed without marks"));
    add(new Problem(mark.getLine() + 1, mark.getColumn() + 1, code, what));
  }

  void add(Problem problem) {
    if (found.size() < SHOWN) {
      found.add(problem);
    } else {
      more++;
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Ends the reading if anything was wrong; the code is that of the first problem in the file. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  HoldfastException exception() {
    found.sort(Problem.BY_PLACE);
    // A list that is used twice through an alias has its problems twice.
    LinkedHashSet<String> lines = new LinkedHashSet<>();
    for (Problem problem : found) {
      lines.add(
          fileName
              + ":"
              + problem.line()
              + ":"
              + problem.column()
              + ": "
              + Quoted.oneLine(problem.what()));
    }
    String message = String.join("\n", lines) + (more == 0 ? "" : "\n… and " + more + " more");
    ErrorCode code = found.getFirst().code();
    return new HoldfastException(
        code,
        message,
        "Nothing was read from or written to the installation or the vault.",
        advice(code));
  }

  private String advice(ErrorCode code) {
    return switch (code) {
      case CONFIG_TOO_NEW -> "Run the Holdfast that " + fileName + " was written for.";
      case NO_DRIVER ->
          "Take the part that has no driver out of "
              + fileName
              + ", or run a version that has one, and look with 'holdfast plan'.";
      default -> "Mend " + fileName + " at the places named, then look with 'holdfast plan'.";
    };
  }
}
