package io.holdfast.platform.posix;

import static io.holdfast.platform.posix.Flags.AT_NO_AUTOMOUNT;
import static io.holdfast.platform.posix.Flags.AT_SYMLINK_NOFOLLOW;
import static io.holdfast.platform.posix.Flags.O_CLOEXEC;
import static io.holdfast.platform.posix.Flags.O_CREAT;
import static io.holdfast.platform.posix.Flags.O_DIRECTORY;
import static io.holdfast.platform.posix.Flags.O_EXCL;
import static io.holdfast.platform.posix.Flags.O_NOATIME;
import static io.holdfast.platform.posix.Flags.O_NOFOLLOW;
import static io.holdfast.platform.posix.Flags.O_NONBLOCK;
import static io.holdfast.platform.posix.Flags.O_RDONLY;
import static io.holdfast.platform.posix.Flags.O_RDWR;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A directory by its descriptor. */
final class PosixDirectory extends PosixHandle implements Directory {
  private static final int LIST_BYTES = 64 * 1024;

  private PosixDirectory(int descriptor, byte[] openedAs) {
    super(descriptor, openedAs);
  }

  static Directory open(Path path) throws IOException {
    byte[] bytes = Posix.bytesOf(path.toAbsolutePath());
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    return new PosixDirectory(openat(Flags.AT_FDCWD, bytes, flags, 0), bytes);
  }

  private static int openat(int directory, byte[] name, int flags, int permissions)
      throws PosixException {
    MemorySegment path = Native.ofThread().name(name, "open");
    int result = ReadCalls.openat(directory, path, flags, permissions);
    while (result == -Errno.EINTR) {
      result = ReadCalls.openat(directory, path, flags, permissions);
    }
    return Posix.check(result, "open", name);
  }

  /** Only a file's owner may ask for O_NOATIME, so a refusal is answered by doing without it. */
  private int openQuietly(byte[] name, int flags) throws PosixException {
    int all = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags;
    MemorySegment path = Native.ofThread().name(name, "open");
    int result = ReadCalls.openat(descriptor(), path, all | O_NOATIME, 0);
    return result >= 0 ? result : openat(descriptor(), name, all, 0);
  }

  @Override
  public List<FileName> list() throws IOException {
    List<FileName> names = new ArrayList<>();
    MemorySegment entries = Native.ofThread().io();
    Posix.check(ReadCalls.lseek(descriptor(), 0, 0), "lseek", openedAs);
    while (true) {
      long read = ReadCalls.list(descriptor(), entries, LIST_BYTES);
      long end = Posix.check(read, "getdents64", openedAs);
      if (end == 0) {
        return names;
      }
      addNames(entries, end, names);
    }
  }

  /**
   * {@code struct linux_dirent64}: inode 8, offset 8, record length 2, type 1, name with its NUL.
   */
  private static void addNames(MemorySegment entries, long end, List<FileName> names) {
    long at = 0;
    while (at < end) {
      int length = Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, at + 16));
      long name = at + 19;
      int size = 0;
      while (entries.get(ValueLayout.JAVA_BYTE, name + size) != 0) {
        size++;
      }
      byte first = entries.get(ValueLayout.JAVA_BYTE, name);
      boolean self = size == 1 && first == '.';
      boolean parent =
          size == 2 && first == '.' && entries.get(ValueLayout.JAVA_BYTE, name + 1) == '.';
      if (!self && !parent) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(entries, ValueLayout.JAVA_BYTE, name, bytes, 0, size);
        names.add(FileName.ofBytes(bytes));
      }
      at += length;
    }
  }

  @Override
  public Stat stat(FileName name) throws IOException {
    byte[] bytes = name.bytes();
    return statx(descriptor(), bytes, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, bytes);
  }

  @Override
  public Stat statFresh(FileName name) throws IOException {
    byte[] bytes = name.bytes();
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | Flags.AT_STATX_FORCE_SYNC;
    return statx(descriptor(), bytes, flags, bytes);
  }

  @Override
  public Directory directory(FileName name) throws IOException {
    return new PosixDirectory(openQuietly(name.bytes(), O_DIRECTORY), name.bytes());
  }

  @Override
  public OpenFile read(FileName name) throws IOException {
    return new PosixFile(openQuietly(name.bytes(), O_NONBLOCK), name.bytes());
  }

  @Override
  public OpenFile openForWriting(FileName name) throws IOException {
    int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    return new PosixFile(openat(descriptor(), name.bytes(), flags, 0), name.bytes());
  }

  @Override
  public OpenFile create(FileName name, int permissions) throws IOException {
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    return new PosixFile(openat(descriptor(), name.bytes(), flags, permissions), name.bytes());
  }

  @Override
  public FileName readLink(FileName name) throws IOException {
    Native own = Native.ofThread();
    MemorySegment link = own.name(name.bytes(), "readlink");
    long read = ReadCalls.readlinkat(descriptor(), link, own.io(), Native.PATH_BYTES);
    byte[] target = new byte[(int) Posix.check(read, "readlink", name.bytes())];
    MemorySegment.copy(own.io(), ValueLayout.JAVA_BYTE, 0, target, 0, target.length);
    return FileName.ofBytes(target);
  }

  @Override
  public List<Attribute> attributes(FileName name) throws IOException {
    return Xattrs.of(descriptor(), name.bytes(), name.bytes());
  }

  @Override
  public void setAttribute(FileName name, Attribute attribute) throws IOException {
    Xattrs.set(descriptor(), name.bytes(), attribute);
  }

  @Override
  public void removeAttribute(FileName name, String attribute) throws IOException {
    Xattrs.remove(descriptor(), name.bytes(), attribute);
  }

  @Override
  public void makeDirectory(FileName name, int permissions) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "mkdir");
    Posix.check(WriteCalls.mkdirat(descriptor(), path, permissions), "mkdir", name.bytes());
  }

  @Override
  public void makeSymlink(FileName name, FileName target) throws IOException {
    Native own = Native.ofThread();
    MemorySegment path = own.name(name.bytes(), "symlink");
    MemorySegment to = own.otherName(target.bytes(), "symlink");
    Posix.check(WriteCalls.symlinkat(to, descriptor(), path), "symlink", name.bytes());
  }

  @Override
  public void makeLink(FileName name, Directory from, FileName existing) throws IOException {
    Native own = Native.ofThread();
    int source = real(from, "link").descriptor();
    MemorySegment old = own.otherName(existing.bytes(), "link");
    MemorySegment path = own.name(name.bytes(), "link");
    Posix.check(WriteCalls.linkat(source, old, descriptor(), path, 0), "link", name.bytes());
  }

  @Override
  public void makeNode(FileName name, FileType type, int permissions, long rdev)
      throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "mknod");
    int mode = type.bits() | permissions;
    Posix.check(WriteCalls.mknodat(descriptor(), path, mode, rdev), "mknod", name.bytes());
  }

  @Override
  public void removeFile(FileName name) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "unlink");
    Posix.check(WriteCalls.unlinkat(descriptor(), path, 0), "unlink", name.bytes());
  }

  @Override
  public void removeDirectory(FileName name) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "rmdir");
    int result = WriteCalls.unlinkat(descriptor(), path, Flags.AT_REMOVEDIR);
    Posix.check(result, "rmdir", name.bytes());
  }

  @Override
  public void rename(FileName name, Directory to, FileName newName, Rename how) throws IOException {
    Native own = Native.ofThread();
    int flags =
        switch (how) {
          case REPLACE -> 0;
          case EXCHANGE -> Flags.RENAME_EXCHANGE;
        };
    MemorySegment old = own.name(name.bytes(), "rename");
    MemorySegment next = own.otherName(newName.bytes(), "rename");
    int target = real(to, "rename").descriptor();
    Posix.check(
        WriteCalls.renameat2(descriptor(), old, target, next, flags), "rename", name.bytes());
  }

  /** Two handles in one call must both be the kernel's own. */
  private static PosixDirectory real(Directory directory, String call) throws PosixException {
    if (directory instanceof PosixDirectory real) {
      return real;
    }
    throw new PosixException(Errno.EOPNOTSUPP, call, String.valueOf(directory));
  }

  @Override
  public void setOwner(FileName name, int uid, int gid) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "chown");
    int result = WriteCalls.fchownat(descriptor(), path, uid, gid, AT_SYMLINK_NOFOLLOW);
    Posix.check(result, "chown", name.bytes());
  }

  @Override
  public void setPermissions(FileName name, int permissions) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "chmod");
    int result = WriteCalls.fchmodat(descriptor(), path, permissions, AT_SYMLINK_NOFOLLOW);
    Posix.check(result, "chmod", name.bytes());
  }

  @Override
  public void setTimes(FileName name, Instant accessed, Instant modified) throws IOException {
    setTimes(name, times(accessed, modified));
  }

  @Override
  public void touch(FileName name) throws IOException {
    setTimes(name, MemorySegment.NULL);
  }

  private void setTimes(FileName name, MemorySegment times) throws IOException {
    MemorySegment path = Native.ofThread().name(name.bytes(), "utimensat");
    int result = WriteCalls.utimensat(descriptor(), path, times, AT_SYMLINK_NOFOLLOW);
    Posix.check(result, "utimensat", name.bytes());
  }

  @Override
  public void syncFileSystem() throws IOException {
    Posix.check(WriteCalls.syncfs(descriptor()), "syncfs", openedAs);
  }
}
