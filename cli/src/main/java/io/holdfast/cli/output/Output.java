package io.holdfast.cli.output;

import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a command speaks. In text, results go to standard output and everything else to standard
 * error; in JSON, every line of standard output is one object with a {@code type}, the last one a
 * {@code summary} or an {@code error} ({@code docs/spec/json-output.md}).
 */
public final class Output {
  /** What shells report of a program that SIGPIPE ended; Java ignores the signal. */
  public static final int READER_GONE = 141;

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

  /**
   * Whether the reader of the results has gone, as {@code head} does when it has enough. Only who
   * does nothing else than to tell may stop for that.
   */
  public synchronized boolean isRefused() {
    return out.checkError();
  }

  /** The exit code of a command that has told all, or as much as anybody wanted to hear. */
  public int exitCode() {
    return isRefused() ? READER_GONE : 0;
  }

  /**
   * Standard output for bytes that are a result by themselves. Once the reader has gone, writing
   * fails with {@link ReaderGoneException}.
   */
  public OutputStream bytes() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] from, int start, int length) throws IOException {
        out.write(from, start, length);
        if (out.checkError()) {
          throw new ReaderGoneException();
        }
      }
    };
  }

  /** Whoever read standard output does not any more. */
  public static final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
      super("nobody reads the standard output any more");
    }
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
