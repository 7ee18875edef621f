package io.holdfast.vault.tree;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the nodes of one tree from its JSON. Fields that are not known are skipped. */
final class TreeReader {
  private static final Map<String, NodeType> TYPES =
      Arrays.stream(NodeType.values())
          .collect(Collectors.toUnmodifiableMap(NodeType::wire, Function.identity()));

  private final JsonParser parser;
  private String lastTimeText = "";
  private Instant lastTime = Instant.EPOCH;

  TreeReader(JsonParser parser) {
    this.parser = parser;
  }

  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    boolean found = false;
    expect(parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = "nodes".equals(parser.currentName());
      JsonToken value = parser.nextToken();
      if (!wanted) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        expect(value, JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          nodes.add(new Fields().read());
        }
      }
      found |= wanted;
    }
    if (!found) {
      throw new IllegalArgumentException("it has no nodes");
    }
    return nodes;
  }

  private static void expect(@Nullable JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new IllegalArgumentException("it has " + found + " where " + expected + " belongs");
    }
  }

  /** One node while it is being read. */
  private final class Fields {
    private @Nullable FileName name;
    private NodeType type = NodeType.IRREGULAR;
    private long mode;
    private Instant modified = Instant.EPOCH;
    private Instant accessed = Instant.EPOCH;
    private Instant changed = Instant.EPOCH;
    private long uid;
    private long gid;
    private String user = "";
    private String group = "";
    private long inode;
    private long deviceId;
    private long size;
    private long links;
    private @Nullable FileName linkTarget;
    private boolean rawTarget;
    private List<ExtendedAttribute> attributes = List.of();
    private long device;
    private List<BlobId> content = List.of();
    private @Nullable BlobId subtree;

    Node read() {
      expect(parser.currentToken(), JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_NULL) {
          field(field);
        }
      }
      if (name == null) {
        throw new IllegalArgumentException("an entry has no name");
      }
      refuseEscape(name);
      return new Node(
          name,
          type,
          GoMode.permissions(mode),
          modified,
          accessed,
          changed,
          uid,
          gid,
          user,
          group,
          inode,
          deviceId,
          size,
          links,
          linkTarget,
          attributes,
          device,
          content,
          subtree);
    }

    private void field(String field) {
      switch (field) {
        case "name" -> name = FileName.ofBytes(GoName.unquote(parser.getString()));
        case "type" -> type = type(parser.getString());
        case "mode" -> mode = parser.getLongValue();
        case "mtime" -> modified = time();
        case "atime" -> accessed = time();
        case "ctime" -> changed = time();
        case "uid" -> uid = parser.getLongValue();
        case "gid" -> gid = parser.getLongValue();
        case "user" -> user = parser.getString();
        case "group" -> group = parser.getString();
        case "inode" -> inode = unsigned();
        case "device_id" -> deviceId = unsigned();
        case "size" -> size = unsigned();
        case "links" -> links = unsigned();
        case "linktarget" -> {
          if (!rawTarget) {
            linkTarget = FileName.of(parser.getString());
          }
        }
        case "linktarget_raw" -> {
          linkTarget = FileName.ofBytes(Base64.getDecoder().decode(parser.getString()));
          rawTarget = true;
        }
        case "extended_attributes" -> attributes = attributes();
        case "device" -> device = unsigned();
        case "content" -> content = content();
        case "subtree" -> subtree = id();
        default -> parser.skipChildren();
      }
    }
  }

  /** Most entries say one time twice or thrice. */
  private Instant time() {
    String text = parser.getString();
    if (!text.equals(lastTimeText)) {
      lastTime = GoTime.parse(text);
      lastTimeText = text;
    }
    return lastTime;
  }

  private long unsigned() {
    boolean above63Bits =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
    return above63Bits ? parser.getBigIntegerValue().longValue() : parser.getLongValue();
  }

  /** A kind that is not known must not make its whole directory unreadable. */
  private static NodeType type(String wire) {
    return TYPES.getOrDefault(wire, NodeType.IRREGULAR);
  }

  private List<BlobId> content() {
    List<BlobId> ids = new ArrayList<>();
    expect(parser.currentToken(), JsonToken.START_ARRAY);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      ids.add(id());
    }
    return ids;
  }

  private BlobId id() {
    return BlobId.parse(
        parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
  }

  private List<ExtendedAttribute> attributes() {
    List<ExtendedAttribute> found = new ArrayList<>();
    expect(parser.currentToken(), JsonToken.START_ARRAY);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String name = "";
      byte[] value = {};
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        boolean absent = parser.nextToken() == JsonToken.VALUE_NULL;
        if (field.equals("name") && !absent) {
          name = parser.getString();
        } else if (field.equals("value") && !absent) {
          value = Base64.getDecoder().decode(parser.getString());
        } else {
          parser.skipChildren();
        }
      }
      found.add(new ExtendedAttribute(name, value));
    }
    return found;
  }

  /** Whoever could write such a name could write any file of the machine that restores it. */
  private static void refuseEscape(FileName name) {
    boolean escapes = name.bytes().length == 0 || name.is(".") || name.is("..");
    for (byte b : name.bytes()) {
      escapes |= b == '/' || b == 0;
    }
    if (escapes) {
      throw new HoldfastException(
          ErrorCode.PATH_ESCAPES,
          "A directory in the snapshot has an entry called '" + name.display() + "'.",
          "Nothing was written under that name.",
          "Do not restore this snapshot until it is known which program wrote it.");
    }
  }
}
