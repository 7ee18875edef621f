package io.holdfast.platform.posix;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * An open directory. Every name is one component and is resolved in this directory and nowhere
 * else; a symbolic link of that name is never followed.
 */
public interface Directory extends Handle {
  /** All names but {@code .} and {@code ..}, in the file system's order. */
  List<FileName> list() throws IOException;

  /** May be answered from a network file system's attribute cache. */
  Stat stat(FileName name) throws IOException;

  /** Asks the file server, whatever a cache says; costs the same on a local file system. */
  Stat statFresh(FileName name) throws IOException;

  Directory directory(FileName name) throws IOException;

  /** For reading, without blocking on a FIFO and, where permitted, without touching its atime. */
  OpenFile read(FileName name) throws IOException;

  /** An existing file for reading and writing. */
  OpenFile openForWriting(FileName name) throws IOException;

  /** A new empty file for reading and writing; EEXIST if the name is taken. */
  OpenFile create(FileName name, int permissions) throws IOException;

  FileName readLink(FileName name) throws IOException;

  /** The extended attributes of what must not be opened: a link, a FIFO, a socket, a device. */
  List<Attribute> attributes(FileName name) throws IOException;

  void setAttribute(FileName name, Attribute attribute) throws IOException;

  void removeAttribute(FileName name, String attribute) throws IOException;

  void makeDirectory(FileName name, int permissions) throws IOException;

  void makeSymlink(FileName name, FileName target) throws IOException;

  /** A second name for {@code existing} in {@code from}. */
  void makeLink(FileName name, Directory from, FileName existing) throws IOException;

  /** A FIFO, a socket or, for the superuser, a device. */
  void makeNode(FileName name, FileType type, int permissions, long rdev) throws IOException;

  void removeFile(FileName name) throws IOException;

  void removeDirectory(FileName name) throws IOException;

  void rename(FileName name, Directory to, FileName newName, Rename how) throws IOException;

  void setOwner(FileName name, int uid, int gid) throws IOException;

  void setPermissions(FileName name, int permissions) throws IOException;

  void setTimes(FileName name, Instant accessed, Instant modified) throws IOException;

  /** Sets both times to the file server's own now. */
  void touch(FileName name) throws IOException;

  /** Returns once everything written to this directory's file system is durable. */
  void syncFileSystem() throws IOException;

  /** What a rename does with a name that is taken. */
  enum Rename {
    REPLACE,
    /** Both names must exist and change places in one step. EINVAL where that is unknown: NFS. */
    EXCHANGE
  }
}
