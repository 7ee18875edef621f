package io.holdfast.model.progress;

/**
 * Told by long work, shown by the command line. Implementations are thread-safe and never throw.
 */
public interface Progress {
  /** What a phase counts. */
  enum Unit {
    FILES,
    BYTES,
    OBJECTS,
    STEPS
  }

  /** For callers that do not care. */
  Progress NONE =
      (name, unit, total) ->
          new Phase() {
            @Override
            public void advance(long amount) {}

            @Override
            public void total(long newTotal) {}

            @Override
            public void close() {}
          };

  /**
   * Begins a phase, which ends when it is closed.
   *
   * @param total how much there is to do in {@code unit}; negative if not known yet
   */
  Phase begin(String name, Unit unit, long total);

  /** One piece of long work. */
  interface Phase extends AutoCloseable {
    void advance(long amount);

    /** Corrects the total, when it becomes known. */
    void total(long newTotal);

    @Override
    void close();
  }
}
