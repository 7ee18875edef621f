package io.holdfast.cli.vault;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.platform.FileName;
import io.holdfast.vault.browse.SnapshotPath;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An entry of a snapshot, for people and for scripts. */
final class NodeText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final String[] BITS = {"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"};

  private NodeText() {}

  /** Its path; a directory ends with a slash, so that a copied path tells what it is. */
  static String path(List<FileName> path, Node node) {
    return SnapshotPath.display(path) + (node.type() == NodeType.DIRECTORY ? "/" : "");
  }

  /** As {@code ls -l} has it. */
  static String line(List<FileName> path, Node node) {
    FileName target = node.linkTarget();
    return "%s %8s %8s %10s %s %s%s"
        .formatted(
            mode(node),
            owner(node.user(), node.uid()),
            owner(node.group(), node.gid()),
            node.type() == NodeType.FILE ? Units.bytes(node.size()) : "-",
            TIME.format(node.modified()),
            path(path, node),
            target == null ? "" : " -> " + target.display());
  }

  /** A state of an entry, without its path. */
  static String version(Node node) {
    String size = node.type() == NodeType.FILE ? Units.bytes(node.size()) : "-";
    return "%s %10s %s".formatted(mode(node), size, TIME.format(node.modified()));
  }

  private static String owner(String name, long number) {
    return name.isEmpty() ? Long.toString(number) : name;
  }

  static String mode(Node node) {
    int bits = node.permissions();
    return type(node.type())
        + special(BITS[bits >> 6 & 7], (bits & 04000) != 0, 's')
        + special(BITS[bits >> 3 & 7], (bits & 02000) != 0, 's')
        + special(BITS[bits & 7], (bits & 01000) != 0, 't');
  }

  private static String special(String three, boolean set, char letter) {
    if (!set) {
      return three;
    }
    boolean executable = three.endsWith("x");
    return three.substring(0, 2) + (executable ? letter : Character.toUpperCase(letter));
  }

  private static char type(NodeType type) {
    return switch (type) {
      case FILE -> '-';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case FIFO -> 'p';
      case SOCKET -> 's';
      case BLOCK_DEVICE -> 'b';
      case CHARACTER_DEVICE -> 'c';
      case IRREGULAR -> '?';
    };
  }

  /** {@code path}, and {@code pathBytes} in base64 where the path is not text as it is. */
  static ObjectNode pathFields(List<FileName> path) {
    String text = SnapshotPath.display(path);
    ObjectNode fields = Output.object().put("path", text);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean plain = true;
    for (FileName name : path) {
      if (bytes.size() > 0) {
        bytes.write('/');
      }
      bytes.writeBytes(name.bytes());
      plain &= FileName.of(name.display()).equals(name);
    }
    if (!plain) {
      fields.put("pathBytes", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
    return fields;
  }

  /** What {@code ls}, {@code find} and {@code diff} say of an entry. */
  static ObjectNode fields(Node node) {
    ObjectNode fields =
        Output.object()
            .put("nodeType", node.type().wire())
            .put("size", node.size())
            .put("mode", "%04o".formatted(node.permissions()))
            .put("uid", node.uid())
            .put("gid", node.gid())
            .put("user", node.user())
            .put("group", node.group())
            .put("modified", node.modified().toString());
    FileName target = node.linkTarget();
    if (target != null) {
      fields.put("linkTarget", target.display());
    }
    return fields;
  }
}
