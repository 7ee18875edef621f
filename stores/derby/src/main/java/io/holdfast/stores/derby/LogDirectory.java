package io.holdfast.stores.derby;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Where a database keeps its log: numbered files, and two copies of a control file. */
record LogDirectory(Path path) {
  private static final String NAME = "log";
  private static final Pattern FILE = Pattern.compile("log([0-9]{1,10})\\.dat");
  private static final List<String> CONTROL_FILES = List.of("log.ctrl", "logmirror.ctrl");
  private static final int CONTROLLED = 40;
  private static final int CHECKPOINT = 8;

  /** Of a live database: below it, or on the device that it was created with. */
  static LogDirectory ofLive(Path database) throws IOException {
    Path properties = database.resolve("service.properties");
    if (Disk.isRegularFile(properties)) {
      Properties service = new Properties();
      try (InputStream in = Disk.open(properties)) {
        service.load(in);
      }
      String device = service.getProperty("logDevice");
      if (device != null) {
        return new LogDirectory(database.resolve(device).resolve(NAME));
      }
    }
    return below(database);
  }

  /** Of a backup, whatever device its database had. */
  static LogDirectory below(Path database) {
    return new LogDirectory(database.resolve(NAME));
  }

  /** A path in a member's tree. */
  static String inMember(long number) {
    return NAME + "/" + nameOf(number);
  }

  private static String nameOf(long number) {
    return "log" + number + ".dat";
  }

  Path file(long number) {
    return path.resolve(nameOf(number));
  }

  /** The numbers of the files; empty if there is no such directory. */
  NavigableSet<Long> numbers() throws IOException {
    NavigableSet<Long> numbers = new TreeSet<>();
    if (Disk.isDirectory(path)) {
      for (Path file : Disk.list(path)) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          numbers.add(Long.parseLong(name.group(1)));
        }
      }
    }
    return numbers;
  }

  /**
   * The place of the last checkpoint: the log reaches at least that far. Empty if neither copy of
   * the control file is whole.
   */
  OptionalLong checkpoint() throws IOException {
    OptionalLong last = OptionalLong.empty();
    for (String name : CONTROL_FILES) {
      Path file = path.resolve(name);
      if (Disk.isRegularFile(file) && Disk.size(file) >= CONTROLLED + Long.BYTES) {
        byte[] bytes = Disk.read(file, 0, CONTROLLED + Long.BYTES);
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, CONTROLLED);
        ByteBuffer control = ByteBuffer.wrap(bytes);
        if (control.getLong(CONTROLLED) == checksum.getValue()) {
          last = OptionalLong.of(Math.max(last.orElse(0), control.getLong(CHECKPOINT)));
        }
      }
    }
    return last;
  }
}
