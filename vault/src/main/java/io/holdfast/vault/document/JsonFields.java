package io.holdfast.vault.document;

import io.holdfast.vault.BlobId;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A small JSON object read whole: config, key, lock, snapshot. A field that is absent or has the
 * wrong type is an {@link IllegalArgumentException} that names it; a field nobody asks for is
 * ignored.
 */
public final class JsonFields {
  private final Map<String, Object> fields;

  private JsonFields(Map<String, Object> fields) {
    this.fields = fields;
  }

  public static JsonFields parse(byte[] json) {
    return Json.read(
        json,
        parser -> {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is not a JSON object");
          }
          return new JsonFields(fields(parser));
        });
  }

  private static Map<String, Object> fields(JsonParser parser) {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken());
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> new JsonFields(fields(parser));
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (JsonToken item = parser.nextToken();
            item != JsonToken.END_ARRAY;
            item = parser.nextToken()) {
          Object value = value(parser, item);
          if (value != null) {
            items.add(value);
          }
        }
        yield items;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getString();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case null, default -> null;
    };
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  private <T> T get(String name, Class<T> type) {
    Object value = fields.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("its field '" + name + "' is missing or has a wrong type");
    }
    return type.cast(value);
  }

  public String text(String name) {
    return get(name, String.class);
  }

  public String textOr(String name, String absent) {
    return has(name) ? text(name) : absent;
  }

  public long number(String name) {
    return get(name, BigInteger.class).longValue();
  }

  public long numberOr(String name, long absent) {
    return has(name) ? number(name) : absent;
  }

  public int integer(String name) {
    BigInteger value = get(name, BigInteger.class);
    if (value.bitLength() > 31) {
      throw new IllegalArgumentException("its field '" + name + "' is out of range: " + value);
    }
    return value.intValue();
  }

  public boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  public Instant time(String name) {
    try {
      return OffsetDateTime.parse(text(name)).toInstant();
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException("its field '" + name + "' is no time: " + text(name));
    }
  }

  public byte[] base64(String name) {
    return Base64.getDecoder().decode(text(name));
  }

  public BlobId id(String name) {
    return BlobId.parse(text(name));
  }

  public @Nullable BlobId idOrNull(String name) {
    return has(name) ? id(name) : null;
  }

  public JsonFields object(String name) {
    return get(name, JsonFields.class);
  }

  /** A list of objects; empty if absent. */
  public List<JsonFields> objects(String name) {
    if (!has(name)) {
      return List.of();
    }
    List<JsonFields> objects = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      if (!(item instanceof JsonFields object)) {
        throw new IllegalArgumentException("its field '" + name + "' holds what is no object");
      }
      objects.add(object);
    }
    return objects;
  }

  /** A list of strings; empty if absent. */
  public List<String> texts(String name) {
    if (!has(name)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException("its field '" + name + "' holds what is not text");
      }
      texts.add(text);
    }
    return texts;
  }
}
