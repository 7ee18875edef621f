package io.holdfast.usage.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A status code and the object that goes with it. */
record Answer(int code, Map<String, @Nullable Object> body) {
  static Answer of(int code) {
    return new Answer(code, new LinkedHashMap<>());
  }

  static Answer wrong(int code, String message) {
    return of(code).with("error", message);
  }

  Answer with(String name, @Nullable Object value) {
    body.put(name, value);
    return this;
  }
}
