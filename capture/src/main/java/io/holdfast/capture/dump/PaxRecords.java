package io.holdfast.capture.dump;

import io.holdfast.platform.FileName;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a tar header has no room for, as POSIX's pax records ({@code length key=value\n}). They are
 * made here and not by the library, which knows values as text only: names and attributes are
 * bytes.
 */
final class PaxRecords {
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private boolean binary;

  /** A name or a target that is too long, or that is no text. */
  void name(String key, byte[] bytes) {
    if (!binary && !FileName.ofBytes(bytes).isUtf8()) {
      // Tells the reader to take names as they are; it holds for what follows.
      add("hdrcharset", ascii("BINARY"));
      binary = true;
    }
    add(key, bytes);
  }

  void number(String key, long value) {
    add(key, ascii(Long.toString(value)));
  }

  /** Seconds with nanoseconds. */
  void time(String key, Instant time) {
    BigDecimal seconds =
        BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
    add(key, ascii(seconds.stripTrailingZeros().toPlainString()));
  }

  void add(String key, byte[] value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    // The length counts itself; one more digit may make it one longer.
    int rest = 1 + name.length + 1 + value.length + 1;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    records.writeBytes(ascii(length + " "));
    records.writeBytes(name);
    records.write('=');
    records.writeBytes(value);
    records.write('\n');
  }

  boolean isEmpty() {
    return records.size() == 0;
  }

  byte[] bytes() {
    return records.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
