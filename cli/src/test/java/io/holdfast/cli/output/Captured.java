package io.holdfast.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream that a command prints to, and what came out of it. */
public final class Captured {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  public Captured() {}

  public PrintStream stream() {
    return stream;
  }

  public String text() {
    stream.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  public void clear() {
    stream.flush();
    bytes.reset();
  }

  /** Every line as an object; fails if a line is none. */
  public List<JsonNode> objects() {
    return text().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
  }
}
