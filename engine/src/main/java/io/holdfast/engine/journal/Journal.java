package io.holdfast.engine.journal;

import io.holdfast.platform.AppendedFile;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run's journal: a line of JSON for each step, flushed to the disk before the run goes on. */
public final class Journal implements AutoCloseable {
  static final String FILE = "journal.jsonl";

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final AppendedFile file;
  private final Clock clock;
  private final Consumer<Step> listener;

  private Journal(AppendedFile file, Clock clock, Consumer<Step> listener) {
    this.file = file;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * @param listener told of each step once it is durable; the tests that kill a run at every step
   *     stand here
   */
  static Journal create(Path run, Clock clock, Consumer<Step> listener) throws IOException {
    return new Journal(AppendedFile.open(run.resolve(FILE)), clock, listener);
  }

  public void record(Step step) {
    record(step, "");
  }

  /** Returns when the step would survive a power cut. */
  public void record(Step step, String detail) {
    String line =
        MAPPER
                .createObjectNode()
                .put("at", clock.now().toString())
                .put("step", step.name())
                .put("detail", detail)
                .toString()
            + "\n";
    try {
      file.append(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException full) {
      throw new UncheckedIOException("The journal cannot be written", full);
    }
    listener.accept(step);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  /** A step as it was recorded. */
  public record Entry(String at, Step step, String detail) {}

  /** The steps of a run; a last line that was cut off by a crash is not one. */
  static List<Entry> read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    List<Entry> entries = new ArrayList<>();
    if (!Disk.exists(file)) {
      return entries;
    }
    // Whatever a power cut left at the end, decoding does not fail on it: it is no JSON.
    String text = new String(Disk.read(file), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      try {
        JsonNode json = MAPPER.readTree(line);
        entries.add(
            new Entry(
                json.path("at").asString(""),
                Step.valueOf(json.path("step").asString("")),
                json.path("detail").asString("")));
      } catch (JacksonException | IllegalArgumentException cutOff) {
        break;
      }
    }
    return entries;
  }
}
