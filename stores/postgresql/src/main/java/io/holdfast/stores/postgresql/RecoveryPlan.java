package io.holdfast.stores.postgresql;

import io.holdfast.stores.postgresql.wal.Lsn;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a member that is a base backup and its log becomes a database again; kept beside them as
 * {@code recovery.json}.
 *
 * @param major of the server
 * @param redo where recovery begins, on this timeline
 * @param point where it ends: no record behind it is applied
 * @param name of the restore point there
 * @param superuser who may log in everywhere
 */
record RecoveryPlan(
    int major, int segmentBytes, int timeline, Lsn redo, Lsn point, String name, String superuser) {
  static final String FILE = "recovery.json";
  static final String BASE = "base";
  static final String WAL = "wal";
  private static final String FORMAT = "holdfast-postgresql-recovery";

  byte[] toBytes() {
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(
            JsonMapper.shared()
                .createObjectNode()
                .put("format", FORMAT)
                .put("version", 1)
                .put("major", major)
                .put("segmentBytes", segmentBytes)
                .put("timeline", timeline)
                .put("redo", redo.toString())
                .put("point", point.toString())
                .put("name", name)
                .put("superuser", superuser));
  }

  static RecoveryPlan parse(byte[] bytes) throws IOException {
    try {
      JsonNode json = JsonMapper.shared().readTree(bytes);
      if (!FORMAT.equals(json.path("format").asString(""))) {
        throw new IOException(FILE + " is not one of ours");
      }
      return new RecoveryPlan(
          json.required("major").asInt(),
          json.required("segmentBytes").asInt(),
          json.required("timeline").asInt(),
          Lsn.parse(json.required("redo").asString()),
          Lsn.parse(json.required("point").asString()),
          json.required("name").asString(),
          json.required("superuser").asString());
    } catch (JacksonException | IllegalArgumentException wrong) {
      throw new IOException(FILE + " cannot be read: " + wrong.getMessage(), wrong);
    }
  }
}
