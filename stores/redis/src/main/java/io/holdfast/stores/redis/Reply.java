package io.holdfast.stores.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a server answers, in the older of its two protocols. */
sealed interface Reply {
  /** A word such as {@code OK}. */
  record Status(String text) implements Reply {}

  /** A refusal, beginning with its kind. */
  record Failure(String text) implements Reply {}

  record Number(long value) implements Reply {}

  record Bulk(byte[] bytes) implements Reply {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  record Many(List<Reply> all) implements Reply {
    public Many {
      all = List.copyOf(all);
    }
  }

  /** There is none of what was asked for. */
  record Nothing() implements Reply {}

  /** As words, where it is one value. */
  default String words() {
    return switch (this) {
      case Status status -> status.text;
      case Failure failure -> failure.text;
      case Number number -> Long.toString(number.value);
      case Bulk bulk -> bulk.text();
      case Many many -> many.all.toString();
      case Nothing nothing -> "";
    };
  }
}
