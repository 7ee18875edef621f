package io.holdfast.model.set;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Reference;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code recovery-set.json}, written and read field by field: the format is the specification's.
 */
public final class RecoverySetJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String FORMAT = "holdfast-recovery-set";

  private RecoverySetJson() {}

  public static byte[] toBytes(RecoverySet set) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson(set));
  }

  public static ObjectNode toJson(RecoverySet set) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", FORMAT).put("version", RecoverySet.VERSION);
    json.put("installation", set.installation()).put("rule", set.rule()).put("run", set.run());
    json.put("host", set.host()).put("holdfast", set.holdfastVersion());
    json.put("grade", set.grade().label());
    ArrayNode reasons = json.putArray("reasons");
    set.reasons().forEach(reasons::add);
    json.set("window", windowToJson(set.window()));
    ArrayNode earlier = json.putArray("earlierWindows");
    set.earlierWindows().forEach(window -> earlier.add(windowToJson(window)));
    ArrayNode members = json.putArray("members");
    set.members().forEach(member -> members.add(memberToJson(member)));
    ArrayNode references = json.putArray("references");
    for (Reference reference : set.references()) {
      references
          .addObject()
          .put("from", reference.from())
          .put("query", reference.query())
          .put("to", reference.to())
          .put("base", reference.base());
    }
    json.put("referencesChecked", set.referencesChecked());
    json.put("sealed", set.sealed().toString());
    return json;
  }

  public static ObjectNode windowToJson(Window window) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("driver", window.driver());
    putInstant(json, "suspensionRequested", window.requested());
    putInstant(json, "quietProved", window.quiet());
    putInstant(json, "lastStoreFixed", window.fixed());
    putInstant(json, "resumed", window.resumed());
    putInstant(json, "leaseDeadline", window.deadline());
    json.put("endedBy", window.endedBy());
    json.put("suspendedMillis", window.suspended().toMillis());
    ArrayNode heldOpen = json.putArray("heldOpen");
    for (HeldOpen held : window.heldOpen()) {
      heldOpen
          .addObject()
          .put("pid", held.pid())
          .put("command", held.command())
          .put("path", held.path());
    }
    return json;
  }

  private static ObjectNode memberToJson(Member member) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("store", member.store()).put("kind", member.kind()).put("path", member.path());
    json.putObject("point")
        .put("from", member.point().from().toString())
        .put("to", member.point().to().toString());
    putInstant(json, "completed", member.completed());
    json.put("files", member.files()).put("bytes", member.bytes());
    json.set("evidence", member.evidence());
    return json;
  }

  /**
   * Reads a manifest.
   *
   * @param object the set's id, for messages
   * @throws HoldfastException HF-501 if it is not one, HF-404 if it is newer than this program
   */
  public static RecoverySet parse(String object, byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (!FORMAT.equals(json.path("format").asString(""))) {
        throw damaged(object, "its format is not " + FORMAT, null);
      }
      int version = required(json, "version").asInt();
      if (version > RecoverySet.VERSION) {
        throw new HoldfastException(
            ErrorCode.VAULT_TOO_NEW,
            "The manifest of set %s has version %d; this program reads up to %d"
                .formatted(object, version, RecoverySet.VERSION),
            "The set is untouched.",
            "Use a newer Holdfast.");
      }
      return setOf(json);
    } catch (JacksonException | IllegalArgumentException | DateTimeException notOne) {
      throw damaged(object, String.valueOf(notOne.getMessage()), notOne);
    }
  }

  private static RecoverySet setOf(JsonNode json) {
    List<String> reasons = new ArrayList<>();
    list(json, "reasons").forEach(reason -> reasons.add(reason.asString()));
    List<Member> members = new ArrayList<>();
    list(json, "members").forEach(member -> members.add(memberOf(member)));
    List<Reference> references = new ArrayList<>();
    list(json, "references")
        .forEach(
            reference ->
                references.add(
                    new Reference(
                        text(reference, "from"),
                        text(reference, "query"),
                        text(reference, "to"),
                        text(reference, "base"))));
    return new RecoverySet(
        text(json, "installation"),
        text(json, "rule"),
        text(json, "run"),
        text(json, "host"),
        text(json, "holdfast"),
        Grade.named(text(json, "grade")),
        reasons,
        windowOf(required(json, "window")),
        later(json, "earlierWindows").map(RecoverySetJson::windowOf).toList(),
        members,
        references,
        required(json, "referencesChecked").asLong(),
        Instant.parse(text(json, "sealed")));
  }

  private static Window windowOf(JsonNode json) {
    return new Window(
        text(json, "driver"),
        instant(json, "suspensionRequested"),
        instant(json, "quietProved"),
        instant(json, "lastStoreFixed"),
        instant(json, "resumed"),
        instant(json, "leaseDeadline"),
        text(json, "endedBy"),
        Duration.ofMillis(required(json, "suspendedMillis").asLong()),
        later(json, "heldOpen")
            .map(
                held ->
                    new HeldOpen(
                        required(held, "pid").asLong(), text(held, "command"), text(held, "path")))
            .toList());
  }

  private static Member memberOf(JsonNode json) {
    JsonNode point = required(json, "point");
    if (!(required(json, "evidence") instanceof ObjectNode evidence)) {
      throw new IllegalArgumentException("a member's evidence is not an object");
    }
    return new Member(
        text(json, "store"),
        text(json, "kind"),
        text(json, "path"),
        new Point(Instant.parse(text(point, "from")), Instant.parse(text(point, "to"))),
        instant(json, "completed"),
        required(json, "files").asLong(),
        required(json, "bytes").asLong(),
        evidence);
  }

  private static JsonNode required(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("it has no '" + field + "'");
    }
    return value;
  }

  /**
   * What is no list would be walked through as an empty one: a set with no members and no reasons.
   */
  private static ArrayNode list(JsonNode json, String field) {
    if (!(required(json, field) instanceof ArrayNode list)) {
      throw new IllegalArgumentException("its '" + field + "' is not a list");
    }
    return list;
  }

  /**
   * A list that version 1 did not have from the start: a set without it is read as an empty one.
   */
  private static Stream<JsonNode> later(JsonNode json, String field) {
    JsonNode value = json.get(field);
    return value == null || value.isNull() ? Stream.empty() : list(json, field).valueStream();
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = required(json, field);
    if (!value.isString()) {
      throw new IllegalArgumentException("its '" + field + "' is not text");
    }
    return value.asString();
  }

  private static @Nullable Instant instant(JsonNode json, String field) {
    JsonNode value = json.get(field);
    return value == null || value.isNull() ? null : Instant.parse(value.asString());
  }

  private static void putInstant(ObjectNode json, String field, @Nullable Instant instant) {
    if (instant == null) {
      json.putNull(field);
    } else {
      json.put(field, instant.toString());
    }
  }

  private static HoldfastException damaged(String object, String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        "The manifest of set " + object + " cannot be read: " + why,
        "Nothing was changed; other sets are not affected.",
        "Run 'holdfast vault check --read-data', and restore from another set.",
        cause);
  }
}
