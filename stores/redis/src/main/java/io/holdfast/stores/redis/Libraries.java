package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Libraries of functions: they belong to the server and not to a database, so they cannot be
 * restored beside the live ones. What is missing is loaded; what is there and different refuses.
 */
final class Libraries {
  private static final Pattern NAME = Pattern.compile("#!\\S+[^\\n]*?\\bname=(\\S+)");

  /** A library that was loaded, for taking it back. */
  private record Loaded(Address address, String name) {}

  private final Map<String, String> captured = new HashMap<>();
  private final List<Loaded> loaded = new ArrayList<>();

  Libraries(List<String> codes) {
    for (String code : codes) {
      Matcher name = NAME.matcher(code);
      if (name.lookingAt()) {
        captured.put(name.group(1), code);
      }
    }
  }

  /**
   * @throws io.holdfast.model.error.HoldfastException HF-210 if there is another of the same name
   */
  void refuseOthers(Address address, RespConnection connection) throws IOException {
    if (captured.isEmpty()) {
      return;
    }
    Map<String, String> live = live(connection);
    captured.forEach(
        (name, code) -> {
          if (!live.getOrDefault(name, code).equals(code)) {
            throw ServerErrors.notEmpty(
                address + " has a library of functions '" + name + "' that is not the captured one",
                "Save its source (FUNCTION LIST LIBRARYNAME "
                    + name
                    + " WITHCODE), then FUNCTION"
                    + " DELETE "
                    + name
                    + ".");
          }
        });
  }

  void load(Address address, RespConnection connection) throws IOException {
    if (captured.isEmpty()) {
      return;
    }
    Map<String, String> live = live(connection);
    for (Map.Entry<String, String> library : captured.entrySet()) {
      if (!live.containsKey(library.getKey())) {
        connection.call("FUNCTION", "LOAD", library.getValue());
        loaded.add(new Loaded(address, library.getKey()));
      }
    }
  }

  void takeBack() throws IOException {
    for (Loaded one : loaded) {
      try (RespConnection connection = one.address.connect()) {
        connection.call("FUNCTION", "DELETE", one.name);
      }
    }
    loaded.clear();
  }

  /** Sources by name. */
  private static Map<String, String> live(RespConnection connection) throws IOException {
    Map<String, String> live = new HashMap<>();
    if (connection.call("FUNCTION", "LIST", "WITHCODE") instanceof Reply.Many libraries) {
      for (Reply library : libraries.all()) {
        if (library instanceof Reply.Many(List<Reply> fields)) {
          live.put(field(fields, "library_name"), field(fields, "library_code"));
        }
      }
    }
    return live;
  }

  private static String field(List<Reply> fields, String name) {
    for (int at = 0; at + 1 < fields.size(); at += 2) {
      if (fields.get(at).words().equals(name)) {
        return fields.get(at + 1).words();
      }
    }
    return "";
  }
}
