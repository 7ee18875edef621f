package io.holdfast.s3.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which requests go wrong, and how: by script, by seed, or all from some moment on. */
public final class Faults {
  private static final List<Fault> BY_LOT =
      List.of(
          Fault.SLOW_DOWN,
          Fault.INTERNAL_ERROR,
          Fault.CUT_BEFORE,
          Fault.CUT_AFTER,
          Fault.ERROR_AFTER,
          Fault.CUT_MIDWAY,
          Fault.LATE);

  private static final class Line {
    final Predicate<S3Request> which;
    final Fault fault;
    int times;

    Line(Predicate<S3Request> which, Fault fault, int times) {
      this.which = which;
      this.fault = fault;
      this.times = times;
    }
  }

  private final List<Line> script = new ArrayList<>();
  private @Nullable Random lot;
  private int oneIn;
  private int requests;
  private int diesAt = Integer.MAX_VALUE;
  private Fault death = Fault.CUT_BEFORE;
  private int happened;

  Faults() {}

  /** The next so many requests of this kind go wrong like this. */
  public synchronized Faults next(int times, Fault fault, Predicate<S3Request> which) {
    script.add(new Line(which, fault, times));
    return this;
  }

  /** One request in so many goes wrong, in any way. */
  public synchronized void byLot(long seed, int inSoMany) {
    lot = new Random(seed);
    oneIn = inSoMany;
  }

  /** The n-th request from now goes wrong like this, and no later one arrives. */
  public synchronized void dieAt(int n, Fault how) {
    requests = 0;
    diesAt = n;
    death = how;
  }

  /** No more faults. */
  public synchronized void none() {
    script.clear();
    lot = null;
    diesAt = Integer.MAX_VALUE;
    requests = 0;
  }

  /** How many requests have come since the faults were last changed. */
  public synchronized int requests() {
    return requests;
  }

  public synchronized int happened() {
    return happened;
  }

  synchronized @Nullable Fault of(S3Request request) {
    requests++;
    Fault fault = choose(request);
    if (fault != null) {
      happened++;
    }
    return fault;
  }

  private @Nullable Fault choose(S3Request request) {
    if (requests >= diesAt) {
      return requests == diesAt ? death : Fault.CUT_BEFORE;
    }
    for (Line line : script) {
      if (line.times > 0 && line.which.test(request)) {
        line.times--;
        return line.fault;
      }
    }
    boolean hit = lot != null && lot.nextInt(oneIn) == 0;
    return hit && lot != null ? BY_LOT.get(lot.nextInt(BY_LOT.size())) : null;
  }
}
