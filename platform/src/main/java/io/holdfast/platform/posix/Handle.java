package io.holdfast.platform.posix;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** An open file or directory: what both can do. Not safe to close while another thread uses it. */
public interface Handle extends AutoCloseable {
  /** Asks the file server, whatever a cache says. */
  Stat stat() throws IOException;

  /** All extended attributes that may be read, POSIX ACLs among them; empty where unsupported. */
  List<Attribute> attributes() throws IOException;

  void setAttribute(Attribute attribute) throws IOException;

  void removeAttribute(String name) throws IOException;

  void setOwner(int uid, int gid) throws IOException;

  /** The low twelve bits, regardless of the umask. */
  void setPermissions(int permissions) throws IOException;

  void setTimes(Instant accessed, Instant modified) throws IOException;

  /** Returns once content and metadata of this one file are durable. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
