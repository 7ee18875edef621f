package io.holdfast.s3.fake;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What goes back. */
record Answer(int status, Map<String, String> headers, byte[] body) {
  static Answer of(int status) {
    return new Answer(status, new TreeMap<>(), new byte[0]);
  }

  static Answer xml(int status, String text) {
    String document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text;
    return new Answer(
        status,
        new TreeMap<>(Map.of("Content-Type", "application/xml")),
        document.getBytes(StandardCharsets.UTF_8));
  }

  Answer with(String name, String value) {
    headers.put(name, value);
    return this;
  }
}
