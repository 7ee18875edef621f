package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One directory in a {@link CaptureTable}: of each entry what its node says, and no more. */
final class TableRecord {
  private static final byte FILE = 0;
  private static final byte DIRECTORY = 1;
  private static final byte LINK = 2;
  private static final byte SPECIAL = 3;

  private TableRecord() {}

  static byte[] encode(Listing listing) {
    Bytes bytes = new Bytes();
    bytes.need(Integer.BYTES).putInt(listing.size());
    for (int i = 0; i < listing.size(); i++) {
      encode(listing.get(i), bytes);
    }
    return bytes.toArray();
  }

  private static void encode(Entry entry, Bytes to) {
    switch (entry.body()) {
      case Body.File(Content content) -> file(entry, content, to);
      case Body.Spooled spooled ->
          file(entry, Objects.requireNonNull(spooled.saved(), "it was not saved"), to);
      case Body.Saved(BlobId tree) -> {
        // As in its node: a directory has one link, and a size that means nothing elsewhere.
        head(DIRECTORY, entry, 1, 0, 0, to);
        id(tree, to);
      }
      case Body.Link(FileName target) -> {
        byte[] bytes = target.bytes();
        head(LINK, entry, entry.stat().links(), Nodes.deviceOf(entry.stat()), bytes.length, to);
        text(bytes, to);
      }
      case Body.Special special ->
          head(SPECIAL, entry, entry.stat().links(), Nodes.deviceOf(entry.stat()), 0, to);
      case Body.Listed listed -> throw unsaved(entry);
      case Body.Stored stored -> throw unsaved(entry);
      case Body.Cold cold -> throw unsaved(entry);
    }
    attributes(entry.attributes(), to);
  }

  private static IllegalStateException unsaved(Entry entry) {
    return new IllegalStateException(entry.name() + " is not in the vault: " + entry.body());
  }

  private static void file(Entry entry, Content content, Bytes to) {
    head(FILE, entry, entry.stat().links(), Nodes.deviceOf(entry.stat()), content.length(), to);
    to.need(Integer.BYTES).putInt(content.blobs().size());
    content.blobs().forEach(blob -> id(blob, to));
  }

  private static void head(byte kind, Entry entry, int links, long device, long size, Bytes to) {
    Stat stat = entry.stat();
    to.need(128)
        .put(kind)
        .putInt(kind == SPECIAL ? stat.permissions() : stat.mode())
        .putInt(links)
        .putInt(stat.uid())
        .putInt(stat.gid())
        .putLong(stat.inode())
        .putLong(device)
        .putLong(stat.rdev())
        .putLong(size)
        .putLong(stat.modifiedSeconds())
        .putInt(stat.modifiedNanos())
        .putLong(stat.changedSeconds())
        .putInt(stat.changedNanos());
    text(entry.name().bytes(), to);
  }

  private static void attributes(List<Attribute> attributes, Bytes to) {
    to.need(Short.BYTES).putShort((short) attributes.size());
    for (Attribute attribute : attributes) {
      text(attribute.name().getBytes(StandardCharsets.UTF_8), to);
      to.need(Integer.BYTES + attribute.value().length)
          .putInt(attribute.value().length)
          .put(attribute.value());
    }
  }

  /** Names and targets are shorter than a page. */
  private static void text(byte[] bytes, Bytes to) {
    to.need(Short.BYTES + bytes.length).putShort((short) bytes.length).put(bytes);
  }

  private static void id(BlobId id, Bytes to) {
    to.need(BlobId.BYTES).putLong(id.a()).putLong(id.b()).putLong(id.c()).putLong(id.d());
  }

  /** Grows as it is written to. */
  private static final class Bytes {
    private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    ByteBuffer need(int length) {
      if (buffer.remaining() < length) {
        int larger = Math.max(2 * buffer.capacity(), buffer.position() + length);
        buffer = ByteBuffer.allocate(larger).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
      }
      return buffer;
    }

    byte[] toArray() {
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  static Listing decode(ByteBuffer record, EarlierCapture capture) {
    Entry[] entries = new Entry[record.getInt()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(record, capture);
    }
    return Listing.of(entries);
  }

  private static Entry entry(ByteBuffer from, EarlierCapture capture) {
    byte kind = from.get();
    Stat stat =
        new Stat(
            from.getInt(),
            from.getInt(),
            from.getInt(),
            from.getInt(),
            from.getLong(),
            from.getLong(),
            from.getLong(),
            from.getLong(),
            0,
            0,
            from.getLong(),
            from.getInt(),
            from.getLong(),
            from.getInt());
    FileName name = FileName.ofBytes(text(from));
    Body body =
        switch (kind) {
          case FILE -> new Body.File(new Content(ids(from), stat.size()));
          case DIRECTORY -> new Body.Stored(capture, id(from));
          case LINK -> new Body.Link(FileName.ofBytes(text(from)));
          case SPECIAL -> new Body.Special();
          default -> throw new IllegalStateException("no kind of entry: " + kind);
        };
    return capture.entry(name, stat, body, attributes(from));
  }

  private static byte[] text(ByteBuffer from) {
    return bytes(from, Short.toUnsignedInt(from.getShort()));
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static BlobId id(ByteBuffer from) {
    return new BlobId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  private static List<BlobId> ids(ByteBuffer from) {
    int count = from.getInt();
    if (count == 1) {
      return List.of(id(from));
    }
    List<BlobId> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(id(from));
    }
    return ids;
  }

  private static List<Attribute> attributes(ByteBuffer from) {
    int count = Short.toUnsignedInt(from.getShort());
    if (count == 0) {
      return List.of();
    }
    List<Attribute> attributes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = new String(text(from), StandardCharsets.UTF_8);
      attributes.add(new Attribute(name, bytes(from, from.getInt())));
    }
    return attributes;
  }
}
