package io.holdfast.platform.posix;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mounts that this process sees, as {@code /proc/self/mountinfo} has them (proc(5)). Mount
 * points are text and not paths: some are no text that a path could be made of.
 */
public record MountTable(List<Mount> mounts) {
  private static final Path OWN = Path.of("/proc/self/mountinfo");
  private static final int ID = 0;
  private static final int POINT = 4;
  private static final int TYPE_AFTER_DASH = 1;
  private static final int SOURCE_AFTER_DASH = 2;

  /**
   * One mount.
   *
   * @param id as {@code statx} tells it of a file on the mount
   * @param type {@code btrfs}, {@code zfs}, {@code ext4}
   * @param source the device; for ZFS the data set
   */
  public record Mount(long id, String point, String type, String source) {}

  /** Without mounts where the kernel does not tell them. */
  public static MountTable read() throws IOException {
    if (!Disk.exists(OWN)) {
      return new MountTable(List.of());
    }
    return parse(new String(Disk.read(OWN), StandardCharsets.UTF_8));
  }

  static MountTable parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] fields = line.split(" ");
      int dash = POINT;
      while (dash < fields.length && !fields[dash].equals("-")) {
        dash++;
      }
      if (dash + SOURCE_AFTER_DASH < fields.length) {
        mounts.add(
            new Mount(
                Long.parseLong(fields[ID]),
                unescape(fields[POINT]),
                fields[dash + TYPE_AFTER_DASH],
                unescape(fields[dash + SOURCE_AFTER_DASH])));
      }
    }
    return new MountTable(mounts);
  }

  /** White space and backslashes stand as three octal digits. */
  private static String unescape(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  public Optional<Mount> withId(long id) {
    return mounts.stream().filter(mount -> mount.id() == id).findFirst();
  }

  /** Mount points below a directory, relative to it. */
  public List<String> below(Path directory) {
    String prefix = directory.toString().equals("/") ? "/" : directory + "/";
    return mounts.stream()
        .map(Mount::point)
        .filter(point -> point.startsWith(prefix) && point.length() > prefix.length())
        .map(point -> point.substring(prefix.length()))
        .distinct()
        .toList();
  }
}
