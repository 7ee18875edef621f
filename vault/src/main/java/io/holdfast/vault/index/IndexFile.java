package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.Json;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One index file.
 *
 * @param supersedes index files that this one replaces and that may still be there; written by old
 *     programs only
 */
public record IndexFile(List<BlobId> supersedes, List<IndexedPack> packs) {
  public static byte[] encode(List<IndexedPack> packs) {
    GoJson json = new GoJson();
    json.raw("{\"packs\":[");
    for (int i = 0; i < packs.size(); i++) {
      IndexedPack pack = packs.get(i);
      json.raw(i == 0 ? "{\"id\":" : ",{\"id\":").id(pack.pack()).raw(",\"blobs\":[");
      for (int j = 0; j < pack.blobs().size(); j++) {
        PackedBlob blob = pack.blobs().get(j);
        json.raw(j == 0 ? "{\"id\":" : ",{\"id\":").id(blob.id());
        json.raw(",\"type\":\"").raw(blob.kind().wire());
        json.raw("\",\"offset\":").number(blob.offset());
        json.raw(",\"length\":").number(blob.length());
        if (blob.isCompressed()) {
          json.raw(",\"uncompressed_length\":").number(blob.rawLength());
        }
        json.raw("}");
      }
      json.raw("]}");
    }
    return json.raw("]}\n").toBytes();
  }

  /**
   * @throws IllegalArgumentException if this is no index, saying why
   */
  public static IndexFile decode(byte[] json) {
    return Json.read(json, IndexFile::read);
  }

  private static IndexFile read(JsonParser parser) {
    List<BlobId> supersedes = new ArrayList<>();
    List<IndexedPack> packs = new ArrayList<>();
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      // The format's first years had a bare list of packs.
      packs(parser, packs);
      return new IndexFile(supersedes, packs);
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value != JsonToken.START_ARRAY) {
        parser.skipChildren();
      } else if (field.equals("packs")) {
        packs(parser, packs);
      } else if (field.equals("supersedes")) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          supersedes.add(BlobId.parse(parser.getString()));
        }
      } else {
        parser.skipChildren();
      }
    }
    return new IndexFile(supersedes, packs);
  }

  private static void packs(JsonParser parser, List<IndexedPack> packs) {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      BlobId id = null;
      List<PackedBlob> blobs = new ArrayList<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("id")) {
          id = id(parser);
        } else if (field.equals("blobs") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            blobs.add(blob(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
      if (id == null) {
        throw new IllegalArgumentException("it names a pack without an id");
      }
      packs.add(new IndexedPack(id, blobs));
    }
  }

  /** Without a string for it: a large vault has millions. */
  private static BlobId id(JsonParser parser) {
    return BlobId.parse(
        parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
  }

  private static PackedBlob blob(JsonParser parser) {
    BlobId id = null;
    BlobKind kind = null;
    long offset = -1;
    int length = -1;
    int rawLength = 0;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "id" -> id = id(parser);
        case "type" -> kind = BlobKind.ofWire(parser.getString());
        case "offset" -> offset = parser.getLongValue();
        case "length" -> length = parser.getIntValue();
        case "uncompressed_length" -> rawLength = parser.getIntValue();
        default -> parser.skipChildren();
      }
    }
    if (id == null
        || kind == null
        || offset < 0
        || offset > 0xffffffffL
        || length < 0
        || rawLength < 0) {
      throw new IllegalArgumentException("it has an entry that is not complete");
    }
    return new PackedBlob(kind, id, offset, length, rawLength);
  }
}
