package io.holdfast.vault.snapshot;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;

/**
 * Changes a few fields of a snapshot's JSON. Every other field stays as it is, also one that this
 * program does not know: a copy must not know less than what it was made of.
 */
public final class SnapshotEdit {
  private final Map<String, Optional<String>> changes = new LinkedHashMap<>();

  public SnapshotEdit() {}

  public SnapshotEdit original(BlobId id) {
    return set("original", new GoJson().id(id));
  }

  public SnapshotEdit tree(BlobId id) {
    return set("tree", new GoJson().id(id));
  }

  public SnapshotEdit tags(List<String> tags) {
    return set("tags", new GoJson().strings(tags));
  }

  /** Leaves a field out. */
  public SnapshotEdit without(String field) {
    changes.put(field, Optional.empty());
    return this;
  }

  private SnapshotEdit set(String field, GoJson value) {
    changes.put(field, Optional.of(new String(value.toBytes(), StandardCharsets.UTF_8)));
    return this;
  }

  /**
   * @throws IllegalArgumentException if this is no JSON object, saying why
   */
  public byte[] apply(byte[] json) {
    ByteArrayOutputStream edited = new ByteArrayOutputStream(json.length + 100);
    return Json.read(
        json,
        parser -> {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is not a JSON object");
          }
          try (JsonGenerator generator = Json.generator(edited)) {
            generator.writeStartObject();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
              String field = parser.currentName();
              parser.nextToken();
              if (changes.containsKey(field)) {
                parser.skipChildren();
              } else {
                generator.writeName(field);
                generator.copyCurrentStructure(parser);
              }
            }
            changes.forEach(
                (field, value) ->
                    value.ifPresent(raw -> generator.writeName(field).writeRawValue(raw)));
            generator.writeEndObject();
          }
          return edited.toByteArray();
        });
  }
}
