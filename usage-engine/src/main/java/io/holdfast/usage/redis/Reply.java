package io.holdfast.usage.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Redis answers, in its protocol's words. */
public sealed interface Reply {
  /** A status such as {@code OK}. */
  record Status(String text) implements Reply {}

  /** A number. */
  record Whole(long value) implements Reply {}

  /** Bytes; null-free, see {@link Nothing}. */
  record Bulk(byte[] bytes) implements Reply {}

  /** There is no such key, or a transaction was not executed. */
  record Nothing() implements Reply {}

  /** Several replies. */
  record Many(List<Reply> items) implements Reply {}

  /** The bytes; {@code otherwise} if there are none. */
  default byte[] bytesOr(byte[] otherwise) throws IOException {
    return switch (this) {
      case Bulk bulk -> bulk.bytes;
      case Nothing none -> otherwise;
      default -> throw unexpected();
    };
  }

  default String textOr(String otherwise) throws IOException {
    return new String(bytesOr(otherwise.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  default long number() throws IOException {
    if (this instanceof Whole(long value)) {
      return value;
    }
    throw unexpected();
  }

  default List<Reply> items() throws IOException {
    if (this instanceof Many(var items)) {
      return items;
    }
    throw unexpected();
  }

  private IOException unexpected() {
    return new IOException("Redis answered with " + this);
  }
}
