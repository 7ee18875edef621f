package io.holdfast.stores.postgresql;

import io.holdfast.platform.Disk;
import io.holdfast.stores.ReferenceRows;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a reference query answered in the snapshot, kept in a file, so that the snapshot can be let
 * go before somebody looks the rows up.
 */
final class SpooledRows implements ReferenceRows {
  private final Path file;
  private final long count;

  private SpooledRows(Path file, long count) {
    this.file = file;
    this.count = count;
  }

  static SpooledRows of(ReferenceRows rows, Path file) throws IOException {
    long[] count = new long[1];
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(Disk.openForWriting(file))))) {
      rows.forEach(
          row -> {
            try {
              write(out, row);
            } catch (IOException cannot) {
              throw new UncheckedIOException(cannot);
            }
            count[0]++;
          });
    }
    return new SpooledRows(file, count[0]);
  }

  private static void write(DataOutputStream out, Row row) throws IOException {
    writeText(out, row.path());
    out.writeLong(row.length().orElse(-1));
    out.writeBoolean(row.sha256().isPresent());
    if (row.sha256().isPresent()) {
      writeText(out, row.sha256().get());
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void forEach(Consumer<Row> consumer) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Disk.open(file)))) {
      for (long row = 0; row < count; row++) {
        String path = readText(in);
        long length = in.readLong();
        Optional<String> sha256 = in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
        consumer.accept(
            new Row(path, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), sha256));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
