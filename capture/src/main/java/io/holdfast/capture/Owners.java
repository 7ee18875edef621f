package io.holdfast.capture;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of users and groups, for people; the numbers decide. Read once from the local files: a
 * directory service would be asked once per file and could block a capture inside the window.
 */
final class Owners {
  private final Map<Integer, String> users;
  private final Map<Integer, String> groups;

  private Owners(Map<Integer, String> users, Map<Integer, String> groups) {
    this.users = users;
    this.groups = groups;
  }

  static Owners local() {
    return new Owners(read(Path.of("/etc/passwd")), read(Path.of("/etc/group")));
  }

  /** {@code name:password:id:…}; a line that is not like this is passed over. */
  private static Map<Integer, String> read(Path file) {
    Map<Integer, String> names = new HashMap<>();
    String text;
    try {
      text = new String(Disk.read(file), StandardCharsets.UTF_8);
    } catch (IOException noSuchFile) {
      return names;
    }
    for (String line : text.split("\n")) {
      String[] fields = line.split(":", 4);
      if (fields.length >= 3 && fields[2].matches("[0-9]{1,10}")) {
        names.putIfAbsent((int) Long.parseLong(fields[2]), fields[0]);
      }
    }
    return names;
  }

  String user(int uid) {
    return users.getOrDefault(uid, "");
  }

  String group(int gid) {
    return groups.getOrDefault(gid, "");
  }
}
