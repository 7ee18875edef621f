package io.holdfast.usage.oracle;

import io.holdfast.usage.disk.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The bill as it must be. A batch record counts once however often it was sent; a session is billed
 * when its stop record has come and as many records as that says; every well-formed real-time event
 * is billed as it is.
 */
final class ExpectedBill {
  private static final Pattern LINE =
      Pattern.compile(
          "([SIE])\\|([0-9a-f]{16})\\|\\d{6,15}\\|\\d{1,4}\\|(\\d{1,4})\\|\\d{13}\\|(\\d{1,12})"
              + "\\|[a-z0-9.-]{1,16}\\|[a-z0-9.-]{1,16}\\|([0-9a-f]{8})");

  private record Checksum(long high, long low) {}

  final Map<String, Total> sessions = new HashMap<>();
  final Map<String, Total> events = new HashMap<>();
  long lines;
  long malformed;
  long duplicates;
  private final Set<Checksum> seen = new HashSet<>();

  static ExpectedBill of(Path source) throws IOException {
    var bill = new ExpectedBill();
    for (var file : files(source.resolve("batch"))) {
      bill.read(Files.readAllBytes(file), true);
    }
    bill.seen.clear();
    for (var file : files(source.resolve("realtime"))) {
      bill.read(Files.readAllBytes(file), false);
    }
    return bill;
  }

  static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var all = Files.list(directory)) {
      return all.filter(f -> f.toString().endsWith(".udr")).sorted().toList();
    }
  }

  private void read(byte[] file, boolean batch) {
    int from = 0;
    for (int i = 0; i <= file.length; i++) {
      boolean end = i == file.length ? i > from : file[i] == '\n';
      if (end) {
        line(Arrays.copyOfRange(file, from, i), batch);
        from = i + 1;
      }
    }
  }

  private void line(byte[] bytes, boolean batch) {
    lines++;
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    var match = LINE.matcher(text);
    if (!match.matches() || crc(text) != Long.parseLong(match.group(5), 16)) {
      malformed++;
      return;
    }
    long parts = Long.parseLong(match.group(3));
    if (match.group(1).equals("E") != (parts > 0)) {
      malformed++;
      return;
    }
    var digest = ByteBuffer.wrap(Durable.digest("MD5").digest(bytes));
    var checksum = new Checksum(digest.getLong(), digest.getLong());
    if (batch && !seen.add(checksum)) {
      duplicates++;
      return;
    }
    var total = (batch ? sessions : events).computeIfAbsent(match.group(2), session -> new Total());
    total.add(1, Long.parseLong(match.group(4)), checksum.high);
    total.parts = Math.max(total.parts, parts);
  }

  private static long crc(String line) {
    var crc = new CRC32();
    crc.update(line.substring(0, line.length() - 9).getBytes(StandardCharsets.ISO_8859_1));
    return crc.getValue();
  }

  /** How many records must have been billed. */
  long records() {
    long closed =
        sessions.values().stream().filter(Total::complete).mapToLong(t -> t.records).sum();
    return closed + events.values().stream().mapToLong(t -> t.records).sum();
  }
}
