package io.holdfast.platform.posix;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.holdfast.platform.FileName;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A directory by its path, with what the JDK has for files: where the operating system's own calls
 * cannot be made. Every call resolves the path anew, so that who renames a directory above leads it
 * elsewhere; for the name itself no link is followed.
 *
 * <p>It cannot tell holes or the attributes of others than users ({@code user.*}, so no ACL), make
 * FIFOs, sockets or devices, exchange names, or use paths longer than the kernel takes: the first
 * two go unseen, the others are EOPNOTSUPP and ENAMETOOLONG.
 */
final class NioDirectory extends NioHandle implements Directory {
  private final Stat opened;

  private NioDirectory(Path path, byte[] openedAs, Stat opened) {
    super(path, openedAs);
    this.opened = opened;
  }

  static Directory open(Path path) throws IOException {
    byte[] shownAs = NioPaths.bytes(path.toAbsolutePath());
    Path real = NioErrors.translated("open", shownAs, path::toRealPath);
    return open(real, shownAs);
  }

  private static NioDirectory open(Path path, byte[] shownAs) throws IOException {
    Stat stat = statOf(path, "open", shownAs);
    if (!stat.isDirectory()) {
      throw Posix.failure(Errno.ENOTDIR, "open", shownAs);
    }
    NioErrors.translated(
        "open",
        shownAs,
        () -> {
          try (DirectoryStream<Path> opened = Files.newDirectoryStream(path)) {
            return opened;
          }
        });
    return new NioDirectory(path, shownAs, stat);
  }

  private Path child(FileName name, String call) throws PosixException {
    requireOpen();
    return path.resolve(NioPaths.of(name.bytes(), call));
  }

  @Override
  public Stat stat() throws IOException {
    requireOpen();
    Stat now = statOf(path, openedAs);
    if (now.inode() != opened.inode() || now.device() != opened.device()) {
      throw Posix.failure(Errno.ESTALE, "stat", openedAs);
    }
    return now;
  }

  @Override
  public List<FileName> list() throws IOException {
    stat();
    return NioErrors.translated(
        "list",
        openedAs,
        () -> {
          List<FileName> names = new ArrayList<>();
          try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
              names.add(FileName.ofBytes(NioPaths.bytes(entry.getFileName())));
            }
          } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
          }
          return names;
        });
  }

  @Override
  public Stat stat(FileName name) throws IOException {
    return statOf(child(name, "stat"), name.bytes());
  }

  /** A network file system asks its server when a file is opened. */
  @Override
  public Stat statFresh(FileName name) throws IOException {
    if (stat(name).isRegular()) {
      try {
        read(name).close();
      } catch (PosixException refused) {
        // What may not be read can still be looked at.
        return stat(name);
      }
    }
    return stat(name);
  }

  @Override
  public Directory directory(FileName name) throws IOException {
    return open(child(name, "open"), name.bytes());
  }

  @Override
  public OpenFile read(FileName name) throws IOException {
    return NioFile.open(child(name, "open"), name.bytes(), NioFile.with(READ));
  }

  @Override
  public OpenFile openForWriting(FileName name) throws IOException {
    return NioFile.open(child(name, "open"), name.bytes(), NioFile.with(READ, WRITE));
  }

  @Override
  public OpenFile create(FileName name, int permissions) throws IOException {
    return NioFile.create(
        child(name, "open"),
        name.bytes(),
        NioFile.with(READ, WRITE, CREATE_NEW),
        attribute(permissions));
  }

  /** Those for owner, group and others; the rest are set by {@link #setPermissions}. */
  private static FileAttribute<Set<PosixFilePermission>> attribute(int permissions) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission one : all) {
      if ((permissions >> (all.length - 1 - one.ordinal()) & 1) != 0) {
        wanted.add(one);
      }
    }
    return PosixFilePermissions.asFileAttribute(wanted);
  }

  @Override
  public FileName readLink(FileName name) throws IOException {
    Path link = child(name, "readlink");
    return NioErrors.translated(
        "readlink",
        name.bytes(),
        () -> FileName.ofBytes(NioPaths.bytes(Files.readSymbolicLink(link))));
  }

  @Override
  public List<Attribute> attributes(FileName name) throws IOException {
    return attributesOf(child(name, "listxattr"), name.bytes());
  }

  @Override
  public void setAttribute(FileName name, Attribute attribute) throws IOException {
    setAttribute(child(name, "setxattr"), attribute, name.bytes());
  }

  @Override
  public void removeAttribute(FileName name, String attribute) throws IOException {
    removeAttribute(child(name, "removexattr"), attribute, name.bytes());
  }

  @Override
  public void makeDirectory(FileName name, int permissions) throws IOException {
    Path child = child(name, "mkdir");
    NioErrors.translated(
        "mkdir", name.bytes(), () -> Files.createDirectory(child, attribute(permissions)));
  }

  @Override
  public void makeSymlink(FileName name, FileName target) throws IOException {
    Path child = child(name, "symlink");
    Path to = NioPaths.ofTarget(target.bytes(), "symlink");
    NioErrors.translated("symlink", name.bytes(), () -> Files.createSymbolicLink(child, to));
  }

  @Override
  public void makeLink(FileName name, Directory from, FileName existing) throws IOException {
    Path child = child(name, "link");
    Path old = same(from, "link").child(existing, "link");
    NioErrors.translated("link", name.bytes(), () -> Files.createLink(child, old));
  }

  @Override
  public void makeNode(FileName name, FileType type, int permissions, long rdev)
      throws IOException {
    throw Posix.failure(Errno.EOPNOTSUPP, "mknod", name.bytes());
  }

  @Override
  public void removeFile(FileName name) throws IOException {
    if (stat(name).isDirectory()) {
      throw Posix.failure(Errno.EISDIR, "unlink", name.bytes());
    }
    delete(name, "unlink");
  }

  @Override
  public void removeDirectory(FileName name) throws IOException {
    if (!stat(name).isDirectory()) {
      throw Posix.failure(Errno.ENOTDIR, "rmdir", name.bytes());
    }
    delete(name, "rmdir");
  }

  private void delete(FileName name, String call) throws IOException {
    Path child = child(name, call);
    NioErrors.done(call, name.bytes(), () -> Files.delete(child));
  }

  @Override
  public void rename(FileName name, Directory to, FileName newName, Rename how) throws IOException {
    if (how == Rename.EXCHANGE) {
      throw Posix.failure(Errno.EOPNOTSUPP, "rename", name.bytes());
    }
    Path from = child(name, "rename");
    Path target = same(to, "rename").child(newName, "rename");
    NioErrors.translated(
        "rename", name.bytes(), () -> Files.move(from, target, StandardCopyOption.ATOMIC_MOVE));
  }

  private static NioDirectory same(Directory directory, String call) throws PosixException {
    if (directory instanceof NioDirectory real) {
      return real;
    }
    throw new PosixException(Errno.EOPNOTSUPP, call, String.valueOf(directory));
  }

  @Override
  public void setOwner(FileName name, int uid, int gid) throws IOException {
    setOwner(child(name, "chown"), uid, gid, name.bytes());
  }

  @Override
  public void setPermissions(FileName name, int permissions) throws IOException {
    setPermissions(child(name, "chmod"), permissions, name.bytes());
  }

  @Override
  public void setTimes(FileName name, Instant accessed, Instant modified) throws IOException {
    setTimes(child(name, "utimensat"), accessed, modified, name.bytes());
  }

  /**
   * The JDK can only set times that this machine's clock knows, so that a byte is written beyond
   * the end and taken away again: the file server dates that.
   */
  @Override
  public void touch(FileName name) throws IOException {
    try (OpenFile file = openForWriting(name)) {
      long size = file.stat().size();
      file.write(new byte[1], 0, 1, size);
      file.truncate(size);
      file.sync();
    }
  }

  /**
   * An interruption closes the channel and nothing more: who tells a run to stop must not make a
   * rename that has happened look as if it had failed.
   */
  @Override
  public void sync() throws IOException {
    requireOpen();
    boolean interrupted = false;
    try {
      boolean done = false;
      while (!done) {
        interrupted |= Thread.interrupted();
        done = isForced();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isForced() throws PosixException {
    try {
      NioErrors.done("fsync", openedAs, this::force);
      return true;
    } catch (PosixException failed) {
      if (failed.errno() == Errno.EINTR) {
        return false;
      }
      throw failed;
    }
  }

  private void force() throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ)) {
      channel.force(true);
    }
  }

  /**
   * By the program {@code sync}: of this file system if it knows how to, and tells what could not
   * be written; else of all of them.
   */
  @Override
  public void syncFileSystem() throws IOException {
    requireOpen();
    NioErrors.translated(
        "sync",
        openedAs,
        () -> {
          try {
            return Processes.answerOf("sync", "-f", path.toString());
          } catch (IOException unknownOption) {
            return Processes.answerOf("sync");
          }
        });
  }
}
