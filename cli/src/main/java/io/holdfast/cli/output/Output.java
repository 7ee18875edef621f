package io.holdfast.cli.output;

import io.holdfast.model.error.HoldfastException;
import java.io.PrintStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a command speaks. In text, results go to standard output and everything else to standard
 * error; in JSON, every line of standard output is one object with a {@code type}, the last one a
 * {@code summary} or an {@code error} ({@code docs/spec/json-output.md}).
 */
public final class Output {
  private final boolean json;
  private final PrintStream out;
  private final PrintStream err;

  public Output(boolean json, PrintStream out, PrintStream err) {
    this.json = json;
    this.out = out;
    this.err = err;
  }

  public boolean isJson() {
    return json;
  }

  /** A fresh JSON object. */
  public static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  /** A line of the result, for people; not said in JSON. */
  public synchronized void line(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }

  public void line(String format, Object... arguments) {
    line(String.format(format, arguments));
  }

  /** Something worth knowing that is not the result, for people. */
  public synchronized void note(String text) {
    if (!json) {
      err.println(text);
      err.flush();
    }
  }

  /** Something that happened, for scripts. */
  public void event(String type, ObjectNode fields) {
    if (json) {
      print(type, fields);
    }
  }

  /** The last line, for scripts. */
  public void summary(ObjectNode fields) {
    if (json) {
      print("summary", fields);
    }
  }

  private synchronized void print(String type, ObjectNode fields) {
    ObjectNode line = object();
    line.put("type", type);
    line.setAll(fields);
    out.println(line);
    out.flush();
  }

  /** A failure, with what is safe and what to do next. */
  public synchronized void failure(HoldfastException failure) {
    if (json) {
      print(
          "error",
          object()
              .put("code", failure.code().code())
              .put("title", failure.code().title())
              .put("message", failure.getMessage())
              .put("safe", failure.safe())
              .put("next", failure.next())
              .put("retry", failure.code().retry().name().toLowerCase(java.util.Locale.ROOT))
              .put("page", failure.code().page())
              .put("exitCode", failure.code().exitCode()));
      return;
    }
    err.println();
    err.println("holdfast: " + failure.code().code() + " " + failure.code().title());
    failure.getMessage().lines().forEach(line -> err.println("  " + line));
    err.println("  Safe: " + failure.safe());
    err.println("  Next: " + failure.next());
    err.println("  More: " + failure.code().page());
    err.flush();
  }
}
