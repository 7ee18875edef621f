package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import io.holdfast.usage.record.Decoder;
import io.holdfast.usage.record.Malformed;
import io.holdfast.usage.record.UsageRecord;
import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Worker;
import io.holdfast.usage.workflow.Counters.Counter;
import io.holdfast.usage.workflow.Counters.Delta;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The real-time workflow: follows growing source files line by line and rates every event at once.
 * Nothing is looked up twice: this upstream numbers its events and sends none again. What was rated
 * counts from the next storage commit on; events after it are read again after a crash.
 */
public final class RealTime {
  static final String NAME = "real-time";
  private static final int RECORDS_PER_COMMIT = 5000;
  private static final int LINES_AT_ONCE = 250;
  private static final long COMMIT_NANOS = Duration.ofMillis(250).toNanos();
  private static final long IDLE_MILLIS = 100;

  private final Ledger ledger;
  private final FollowedSource source;
  private final RealTimeOutput output;
  private final Counters counters;
  private final Gate gate;
  private final Worker worker;
  private final Pace pace;
  private final Decoder decoder = new Decoder();
  private final Bytes events = new Bytes(1 << 16);
  private final Bytes errors = new Bytes(1 << 10);
  private Delta delta = new Delta();
  private long lastCommit = System.nanoTime();

  public RealTime(
      Home home,
      Path source,
      Ledger ledger,
      long rollAt,
      Counters counters,
      Gate gate,
      Worker worker,
      Pace pace)
      throws SQLException, IOException {
    this.ledger = ledger;
    this.source = new FollowedSource(source.resolve("realtime"), ledger.offsets());
    this.output = new RealTimeOutput(home, ledger, rollAt);
    this.counters = counters;
    this.gate = gate;
    this.worker = worker;
    this.pace = pace;
    ledger.rollback();
  }

  /** Whether every complete line there is has been rated and committed. Any thread may ask. */
  public boolean caughtUp() throws IOException {
    return source.caughtUp();
  }

  /** Runs until the gate wants it out, then drains: commits, and closes its output. */
  public boolean run() throws IOException, SQLException, InterruptedException {
    while (gate.mayContinue(worker)) {
      long before = gate.signals();
      int lines = source.read(LINES_AT_ONCE, this::rate);
      if (lines > 0) {
        pace.take(lines, gate, worker);
      }
      boolean due = System.nanoTime() - lastCommit >= COMMIT_NANOS || lines == 0;
      if (delta.get(Counter.RECORDS_IN) >= RECORDS_PER_COMMIT || due) {
        commit();
      }
      if (lines == 0) {
        output.roll();
        gate.pause(IDLE_MILLIS, before);
      }
    }
    commit();
    output.roll();
    return true;
  }

  private void rate(byte[] bytes, int from, int to) {
    delta.add(Counter.RECORDS_IN, 1);
    switch (decoder.decode(bytes, from, to)) {
      case Malformed wrong -> {
        delta.add(Counter.MALFORMED, 1);
        errors.putText(wrong.reason()).putByte('|').putBytes(bytes, from, to).putByte('\n');
      }
      case UsageRecord udr -> {
        delta.add(Counter.RECORDS_OUT, 1);
        events.putHex(udr.session(), 16).putByte('|').putDecimal(udr.subscriber()).putByte('|');
        events.putDecimal(udr.sequence()).putByte('|').putDecimal(udr.volume()).putByte('|');
        events.putHex(udr.checksumHigh(), 16).putByte('\n');
      }
    }
  }

  private void commit() throws IOException, SQLException {
    lastCommit = System.nanoTime();
    if (delta.get(Counter.RECORDS_IN) == 0) {
      return;
    }
    long txn = ledger.next(NAME);
    output.write(txn, events, errors);
    for (var offset : source.uncommitted().entrySet()) {
      ledger.offset(offset.getKey(), offset.getValue());
    }
    delta.write(ledger, NAME);
    ledger.commit();
    Step.EVENTS_COMMITTED.reached();
    source.committed();
    counters.committed(delta);
    delta = new Delta();
    output.rollIfFull();
  }
}
