package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.record.UsageRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One record of an inter-workflow batch. The file: {@code UIW1}, then 40 bytes a record.
 *
 * @param parts 0 unless this is the stop record
 * @param hash the first 8 bytes of the line's checksum
 */
public record BatchRecord(
    long session, long subscriber, int parts, int sequence, long volume, long hash) {
  private static final int MAGIC = 0x55495731;
  private static final int SIZE = 40;

  public static void begin(Bytes file) {
    file.putInt(MAGIC);
  }

  public static void append(Bytes file, UsageRecord udr) {
    file.putLong(udr.session()).putLong(udr.subscriber()).putInt(udr.parts());
    file.putInt(udr.sequence()).putLong(udr.volume()).putLong(udr.checksumHigh());
  }

  /** Reads a whole batch file, whose hash the caller has compared. */
  public static void read(byte[] file, Consumer<BatchRecord> consumer) throws IOException {
    var bytes = ByteBuffer.wrap(file);
    if (file.length < 4 || bytes.getInt() != MAGIC || bytes.remaining() % SIZE != 0) {
      throw new IOException("not an inter-workflow batch of %d bytes".formatted(file.length));
    }
    while (bytes.hasRemaining()) {
      consumer.accept(
          new BatchRecord(
              bytes.getLong(),
              bytes.getLong(),
              bytes.getInt(),
              bytes.getInt(),
              bytes.getLong(),
              bytes.getLong()));
    }
  }
}
