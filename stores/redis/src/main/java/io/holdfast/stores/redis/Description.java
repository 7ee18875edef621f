package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the RDBs of a member are, kept beside them as {@code redis.json}.
 *
 * @param cluster whether they are of a cluster's masters
 */
record Description(String serverVersion, boolean cluster, List<Part> parts) {
  static final String FILE = "redis.json";
  private static final String FORMAT = "holdfast-redis";

  /**
   * One RDB.
   *
   * @param slots as ranges; empty if there is no cluster
   * @param usedMemory of the server at the fork, in bytes
   * @param keys of each database, with those that expire
   */
  record Part(
      String file,
      String server,
      String slots,
      String replid,
      long offset,
      int rdbVersion,
      long bytes,
      long usedMemory,
      SortedMap<Integer, Long> keys) {}

  Description {
    parts = List.copyOf(parts);
  }

  byte[] toBytes() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("format", FORMAT).put("version", 1);
    json.put("serverVersion", serverVersion).put("cluster", cluster);
    ArrayNode array = json.putArray("parts");
    for (Part part : parts) {
      ObjectNode one = array.addObject();
      one.put("file", part.file).put("server", part.server).put("slots", part.slots);
      one.put("replid", part.replid).put("offset", part.offset);
      one.put("rdbVersion", part.rdbVersion).put("bytes", part.bytes);
      one.put("usedMemory", part.usedMemory);
      ObjectNode keys = one.putObject("keys");
      part.keys.forEach((database, count) -> keys.put(Integer.toString(database), count));
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  static Description parse(byte[] bytes) {
    try {
      JsonNode json = JsonMapper.shared().readTree(bytes);
      if (!json.path("format").asString("").equals(FORMAT)) {
        throw damaged("it is no " + FORMAT, null);
      }
      List<Part> parts = new ArrayList<>();
      for (JsonNode one : json.required("parts")) {
        parts.add(part(one));
      }
      return new Description(
          json.required("serverVersion").asString(), json.required("cluster").asBoolean(), parts);
    } catch (JacksonException | NumberFormatException unreadable) {
      throw damaged(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private static Part part(JsonNode one) {
    SortedMap<Integer, Long> keys = new TreeMap<>();
    one.required("keys")
        .properties()
        .forEach(entry -> keys.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
    String file = one.required("file").asString();
    if (!file.matches("[A-Za-z0-9._-]+\\.rdb")) {
      throw damaged("it names a file '" + file + "'", null);
    }
    return new Part(
        file,
        one.required("server").asString(),
        one.required("slots").asString(),
        one.required("replid").asString(),
        one.required("offset").asLong(),
        one.required("rdbVersion").asInt(),
        one.required("bytes").asLong(),
        one.required("usedMemory").asLong(),
        keys);
  }

  private static HoldfastException damaged(
      String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        "The description of the Redis data in the set cannot be read: " + why,
        "Nothing was changed; other sets may be whole.",
        "Run 'holdfast vault check --read-data', and use another set.",
        cause);
  }
}
