package io.holdfast.capture;

/**
 * How many threads work on a tree at once. On a local disk a few are enough; on a network file
 * system each look is a round trip, and only many at once hide it. Nobody can tell beforehand, so
 * it is tried: twice as many for a moment, and kept if that much more gets done. What was learned
 * in a warm round is where the sweep begins, so the window pays for no trying.
 */
public final class Concurrency {
  /** More only if it brings this much. */
  private static final double GAIN = 1.2;

  private static final int FIRST_REST = 2;
  private static final int LONGEST_REST = 64;

  private final int most;
  private int workers;
  private int workersBefore;
  private double rateBefore;
  private boolean trying;
  private int rest = 1;
  private int nextRest = FIRST_REST;

  /**
   * @param workers to begin with
   * @param most never more than these
   */
  public Concurrency(int workers, int most) {
    if (workers < 1 || most < workers) {
      throw new IllegalArgumentException(
          "At least one thread is needed and at most %d: %d".formatted(most, workers));
    }
    this.workers = workers;
    this.workersBefore = workers;
    this.most = most;
  }

  /**
   * As many as there are cores to begin with, and as many as hide the latency of a network file
   * system at most.
   */
  public static Concurrency adaptive(int cores) {
    return new Concurrency(cores, Math.max(cores, 64));
  }

  /** Always the same number. */
  public static Concurrency fixed(int workers) {
    return new Concurrency(workers, workers);
  }

  synchronized int workers() {
    return workers;
  }

  /**
   * Takes note of what was done lately, and decides.
   *
   * @param rate work done in an epoch with the present number of workers
   * @param more whether work was waiting for a worker
   */
  synchronized void measured(double rate, boolean more) {
    if (trying && rate < GAIN * rateBefore) {
      workers = workersBefore;
      trying = false;
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, nextRest * 2);
    } else if (trying) {
      nextRest = FIRST_REST;
      grow(rate, more);
    } else if (rest > 0) {
      rest--;
    } else {
      grow(rate, more);
    }
  }

  private void grow(double rate, boolean more) {
    trying = more && workers < most;
    if (trying) {
      rateBefore = rate;
      workersBefore = workers;
      workers = Math.min(most, workers * 2);
    }
  }
}
