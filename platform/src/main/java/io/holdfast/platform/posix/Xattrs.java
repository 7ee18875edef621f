package io.holdfast.platform.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Extended attributes, of an open handle or of a name that must not be opened. For the latter the
 * calls know only whole paths; {@code /proc/self/fd/N/name} is one that is always short and
 * resolves in the open directory.
 */
final class Xattrs {
  /** The kernel's limit for the list of names and for one value. */
  private static final int MOST = 64 * 1024;

  private Xattrs() {}

  static byte[] pathOf(int directory, byte[] name) {
    byte[] prefix = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = new byte[prefix.length + name.length];
    System.arraycopy(prefix, 0, path, 0, prefix.length);
    System.arraycopy(name, 0, path, prefix.length, name.length);
    return path;
  }

  static List<Attribute> of(int handle, byte[] shownAs) throws PosixException {
    Native own = Native.ofThread();
    long size = ReadCalls.flistxattr(handle, own.io(), MOST);
    List<String> names = names(own, size, "flistxattr", shownAs);
    List<Attribute> attributes = new ArrayList<>(names.size());
    for (String name : names) {
      MemorySegment key = own.name(name.getBytes(StandardCharsets.UTF_8), "fgetxattr");
      add(attributes, own, name, ReadCalls.fgetxattr(handle, key, own.io(), MOST), shownAs);
    }
    return attributes;
  }

  static List<Attribute> of(int directory, byte[] file, byte[] shownAs) throws PosixException {
    Native own = Native.ofThread();
    MemorySegment path = own.otherName(pathOf(directory, file), "llistxattr");
    long size = ReadCalls.llistxattr(path, own.io(), MOST);
    List<String> names = names(own, size, "llistxattr", shownAs);
    List<Attribute> attributes = new ArrayList<>(names.size());
    for (String name : names) {
      MemorySegment key = own.name(name.getBytes(StandardCharsets.UTF_8), "lgetxattr");
      add(attributes, own, name, ReadCalls.lgetxattr(path, key, own.io(), MOST), shownAs);
    }
    return attributes;
  }

  private static List<String> names(Native own, long size, String call, byte[] file)
      throws PosixException {
    if (size == 0 || size == -Errno.EOPNOTSUPP) {
      return List.of();
    }
    byte[] all = new byte[(int) Posix.check(size, call, file)];
    MemorySegment.copy(own.io(), ValueLayout.JAVA_BYTE, 0, all, 0, all.length);
    return List.of(new String(all, StandardCharsets.UTF_8).split("\0"));
  }

  /** An attribute that went away since it was listed, or that may not be read, is left out. */
  private static void add(List<Attribute> to, Native own, String name, long size, byte[] file)
      throws PosixException {
    if (size == -Errno.ENODATA || size == -Errno.EPERM || size == -Errno.EACCES) {
      return;
    }
    byte[] value = new byte[(int) Posix.check(size, "getxattr " + name, file)];
    MemorySegment.copy(own.io(), ValueLayout.JAVA_BYTE, 0, value, 0, value.length);
    to.add(new Attribute(name, value));
  }

  static void set(int handle, Attribute attribute, byte[] file) throws PosixException {
    Native own = Native.ofThread();
    MemorySegment key = own.name(attribute.name().getBytes(StandardCharsets.UTF_8), "fsetxattr");
    MemorySegment value = value(own, attribute);
    long size = attribute.value().length;
    Posix.check(
        WriteCalls.fsetxattr(handle, key, value, size, 0), "setxattr " + attribute.name(), file);
  }

  static void set(int directory, byte[] file, Attribute attribute) throws PosixException {
    Native own = Native.ofThread();
    MemorySegment path = own.otherName(pathOf(directory, file), "lsetxattr");
    MemorySegment key = own.name(attribute.name().getBytes(StandardCharsets.UTF_8), "lsetxattr");
    MemorySegment value = value(own, attribute);
    long size = attribute.value().length;
    Posix.check(
        WriteCalls.lsetxattr(path, key, value, size, 0), "setxattr " + attribute.name(), file);
  }

  static void remove(int handle, String attribute, byte[] file) throws PosixException {
    MemorySegment key =
        Native.ofThread().name(attribute.getBytes(StandardCharsets.UTF_8), "fremovexattr");
    Posix.check(WriteCalls.fremovexattr(handle, key), "removexattr " + attribute, file);
  }

  static void remove(int directory, byte[] file, String attribute) throws PosixException {
    Native own = Native.ofThread();
    MemorySegment path = own.otherName(pathOf(directory, file), "lremovexattr");
    MemorySegment key = own.name(attribute.getBytes(StandardCharsets.UTF_8), "lremovexattr");
    Posix.check(WriteCalls.lremovexattr(path, key), "removexattr " + attribute, file);
  }

  private static MemorySegment value(Native own, Attribute attribute) throws PosixException {
    byte[] value = attribute.value();
    if (value.length > MOST) {
      throw new PosixException(Errno.ERANGE, "setxattr", attribute.name());
    }
    MemorySegment.copy(value, 0, own.io(), ValueLayout.JAVA_BYTE, 0, value.length);
    return own.io();
  }
}
