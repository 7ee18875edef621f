package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a server says of itself in one answer. */
record Info(Map<String, String> values) {
  Info {
    values = Map.copyOf(values);
  }

  static Info of(RespConnection connection) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : connection.call("INFO").words().lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return new Info(values);
  }

  String text(String key) {
    return values.getOrDefault(key, "");
  }

  /** Zero where the server does not say. */
  long number(String key) {
    String text = text(key);
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  boolean isOn(String key) {
    return text(key).equals("1");
  }

  String version() {
    return text("redis_version");
  }

  int major() {
    String digits = version().replaceAll("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  boolean isMaster() {
    return text("role").equals("master");
  }

  boolean isCluster() {
    return isOn("cluster_enabled");
  }

  /** A child process saves, rewrites or works for a module; there is no second one beside it. */
  boolean hasChild() {
    return isOn("rdb_bgsave_in_progress")
        || isOn("aof_rewrite_in_progress")
        || isOn("module_fork_in_progress");
  }

  /** The databases with keys, and how many they have. */
  SortedMap<Integer, Long> databases() {
    SortedMap<Integer, Long> databases = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.matches("db\\d+")) {
            databases.put(
                Integer.parseInt(key.substring(2)),
                Long.parseLong(value.replaceAll("keys=(\\d+),.*", "$1")));
          }
        });
    return databases;
  }
}
