package io.holdfast.vault.tree;

import io.holdfast.platform.FileName;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.Json;
import io.holdfast.vault.document.Utf8;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree's exact bytes: the field order, the omissions and the closing newline are restic's,
 * because a tree's id is the hash of them. Decoding and encoding again gives the same bytes for
 * what restic wrote in UTC, without Windows attributes, and with link targets in UTF-8 (or by
 * restic 0.16 or newer).
 */
public final class TreeCodec {
  private TreeCodec() {}

  public static byte[] encode(Tree tree) {
    GoJson json = new GoJson();
    json.raw("{\"nodes\":[");
    boolean first = true;
    for (Node node : tree.nodes()) {
      if (!first) {
        json.raw(",");
      }
      first = false;
      encode(json, node);
    }
    return json.raw("]}\n").toBytes();
  }

  private static void encode(GoJson json, Node node) {
    json.raw("{\"name\":").string(GoName.quote(node.name().bytes()));
    json.raw(",\"type\":\"").raw(node.type().wire()).raw("\"");
    unlessZero(json, ",\"mode\":", GoMode.of(node.type(), node.permissions()));
    json.raw(",\"mtime\":").time(node.modified());
    json.raw(",\"atime\":").time(node.accessed());
    json.raw(",\"ctime\":").time(node.changed());
    json.raw(",\"uid\":").number(node.uid()).raw(",\"gid\":").number(node.gid());
    unlessEmpty(json, ",\"user\":", node.user());
    unlessEmpty(json, ",\"group\":", node.group());
    unlessZero(json, ",\"inode\":", node.inode());
    unlessZero(json, ",\"device_id\":", node.deviceId());
    unlessZero(json, ",\"size\":", node.size());
    unlessZero(json, ",\"links\":", node.links());
    linkTarget(json, node.linkTarget());
    extendedAttributes(json, node.extendedAttributes());
    unlessZero(json, ",\"device\":", node.device());
    json.raw(",\"content\":");
    if (node.type() == NodeType.FILE) {
      json.ids(node.content());
    } else {
      json.raw("null");
    }
    if (node.subtree() != null) {
      json.raw(",\"subtree\":").id(node.subtree());
    }
    json.raw("}");
  }

  private static void unlessZero(GoJson json, String field, long value) {
    if (value != 0) {
      json.raw(field).unsigned(value);
    }
  }

  private static void unlessEmpty(GoJson json, String field, String text) {
    if (!text.isEmpty()) {
      json.raw(field).string(text);
    }
  }

  private static void linkTarget(GoJson json, @Nullable FileName target) {
    if (target == null || target.bytes().length == 0) {
      return;
    }
    json.raw(",\"linktarget\":").string(target.bytes());
    if (!Utf8.isValid(target.bytes())) {
      json.raw(",\"linktarget_raw\":").base64(target.bytes());
    }
  }

  private static void extendedAttributes(GoJson json, List<ExtendedAttribute> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    json.raw(",\"extended_attributes\":[");
    for (int i = 0; i < attributes.size(); i++) {
      json.raw(i == 0 ? "{\"name\":" : ",{\"name\":").string(attributes.get(i).name());
      json.raw(",\"value\":").base64(attributes.get(i).value()).raw("}");
    }
    json.raw("]");
  }

  /**
   * @throws IllegalArgumentException if this is no tree, saying why
   * @throws io.holdfast.model.error.HoldfastException HF-504 if an entry's name could lead out of
   *     its directory
   */
  public static Tree decode(byte[] json) {
    return Json.read(json, parser -> new Tree(new TreeReader(parser).nodes()));
  }
}
