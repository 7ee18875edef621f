package io.holdfast.usage.workflow;

import io.holdfast.usage.aggregation.BatchRecord;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.duplicate.Containers;
import io.holdfast.usage.record.Decoder;
import io.holdfast.usage.record.Malformed;
import io.holdfast.usage.record.UsageRecord;
import io.holdfast.usage.workflow.Counters.Counter;
import io.holdfast.usage.workflow.Counters.Delta;
import java.io.IOException;

/**
 * One source file on its way: what it gives to the next workflow, and what goes to the error path.
 */
final class CollectedBatch {
  private final byte[] input;
  private final Containers containers;
  private final Decoder decoder = new Decoder();
  private final Bytes records;
  private final Bytes errors = new Bytes(1 << 10);
  private int at;
  private long lines;
  private long passed;
  private long malformed;
  private long duplicates;

  CollectedBatch(byte[] input, Containers containers) {
    this.input = input;
    this.containers = containers;
    this.records = new Bytes(input.length / 2);
    BatchRecord.begin(records);
  }

  /** Decodes at most that many lines; false once the input is used up. */
  boolean decode(int most) throws IOException {
    for (int i = 0; i < most && at < input.length; i++) {
      int end = at;
      while (end < input.length && input[end] != '\n') {
        end++;
      }
      line(at, end);
      at = end + 1;
    }
    return at < input.length;
  }

  private void line(int from, int to) throws IOException {
    lines++;
    switch (decoder.decode(input, from, to)) {
      case Malformed wrong -> {
        malformed++;
        errors.putText(wrong.reason()).putByte('|').putBytes(input, from, to).putByte('\n');
      }
      case UsageRecord udr -> {
        if (containers.add(udr)) {
          passed++;
          BatchRecord.append(records, udr);
        } else {
          duplicates++;
        }
      }
    }
  }

  Delta counts() {
    return new Delta()
        .add(Counter.RECORDS_IN, lines)
        .add(Counter.DUPLICATES, duplicates)
        .add(Counter.MALFORMED, malformed)
        .add(Counter.BATCHES, 1);
  }

  byte[] input() {
    return input;
  }

  int length() {
    return input.length;
  }

  Bytes records() {
    return records;
  }

  long passed() {
    return passed;
  }

  Bytes errors() {
    return errors;
  }

  long malformed() {
    return malformed;
  }
}
