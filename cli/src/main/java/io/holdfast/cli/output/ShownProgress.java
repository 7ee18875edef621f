package io.holdfast.cli.output;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Progress with a denominator: on a terminal one line that is rewritten, in JSON at most one event
 * a second, otherwise nothing.
 */
public final class ShownProgress implements Progress {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long EVENT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String ERASE = "\r\u001b[K";

  private final Output output;
  private final Clock clock;
  private final PrintStream terminal;
  private final boolean draws;

  /**
   * @param draws whether {@code terminal} is one
   */
  public ShownProgress(Output output, Clock clock, PrintStream terminal, boolean draws) {
    this.output = output;
    this.clock = clock;
    this.terminal = terminal;
    this.draws = draws && !output.isJson();
  }

  @Override
  public Phase begin(String name, Unit unit, long total) {
    return new Shown(name, unit, total);
  }

  private final class Shown implements Phase {
    private final String name;
    private final Unit unit;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextShow = new AtomicLong(clock.nanos());
    private volatile long total;

    Shown(String name, Unit unit, long total) {
      this.name = name;
      this.unit = unit;
      this.total = total;
    }

    @Override
    public void advance(long amount) {
      done.addAndGet(amount);
      long now = clock.nanos();
      long due = nextShow.get();
      long pause = draws ? REDRAW_NANOS : EVENT_NANOS;
      if (now - due >= 0 && nextShow.compareAndSet(due, now + pause)) {
        show();
      }
    }

    @Override
    public void total(long newTotal) {
      total = newTotal;
    }

    @Override
    public void close() {
      if (draws) {
        synchronized (terminal) {
          terminal.print(ERASE);
          terminal.flush();
        }
      }
    }

    private void show() {
      if (draws) {
        synchronized (terminal) {
          terminal.print(ERASE + text());
          terminal.flush();
        }
      } else {
        output.event(
            "progress",
            Output.object()
                .put("phase", name)
                .put("unit", unit.name().toLowerCase(Locale.ROOT))
                .put("done", done.get())
                .put("total", total));
      }
    }

    private String text() {
      long now = done.get();
      String amount = unit == Unit.BYTES ? Units.bytes(now) : Units.count(now);
      if (total <= 0) {
        return "  " + name + "  " + amount;
      }
      String all = unit == Unit.BYTES ? Units.bytes(total) : Units.count(total);
      long percent = Math.min(100, now * 100 / total);
      return "  %s  %s of %s  %d %%".formatted(name, amount, all, percent);
    }
  }
}
