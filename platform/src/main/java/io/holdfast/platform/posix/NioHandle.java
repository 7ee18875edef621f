package io.holdfast.platform.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be done to a file through its path alone; a link of that name is never followed. */
abstract class NioHandle implements Handle {
  private static final String USER = "user.";

  /** Not all that there is: the JDK would look up the names of owner and group. */
  private static final String STAT =
      "unix:mode,nlink,uid,gid,ino,dev,rdev,size,lastModifiedTime,ctime";

  final Path path;
  final byte[] openedAs;
  private boolean closed;

  NioHandle(Path path, byte[] openedAs) {
    this.path = path;
    this.openedAs = openedAs;
  }

  final void requireOpen() throws PosixException {
    if (closed) {
      throw Posix.failure(Errno.EBADF, "use", openedAs);
    }
  }

  static Stat statOf(Path path, byte[] shownAs) throws PosixException {
    return statOf(path, "stat", shownAs);
  }

  static Stat statOf(Path path, String call, byte[] shownAs) throws PosixException {
    Map<String, Object> all =
        NioErrors.translated(
            call, shownAs, () -> Files.readAttributes(path, STAT, LinkOption.NOFOLLOW_LINKS));
    Instant modified = time(all, "lastModifiedTime");
    Instant changed = time(all, "ctime");
    long size = number(all, "size");
    long device = number(all, "dev");
    return new Stat(
        (int) number(all, "mode"),
        (int) number(all, "nlink"),
        (int) number(all, "uid"),
        (int) number(all, "gid"),
        number(all, "ino"),
        device,
        number(all, "rdev"),
        size,
        (size + 511) / 512,
        device,
        modified.getEpochSecond(),
        modified.getNano(),
        changed.getEpochSecond(),
        changed.getNano());
  }

  private static long number(Map<String, Object> all, String name) {
    return ((Number) Objects.requireNonNull(all.get(name))).longValue();
  }

  private static Instant time(Map<String, Object> all, String name) {
    return ((FileTime) Objects.requireNonNull(all.get(name))).toInstant();
  }

  static List<Attribute> attributesOf(Path path, byte[] shownAs) throws PosixException {
    UserDefinedFileAttributeView view = userView(path);
    List<Attribute> found = new ArrayList<>();
    if (view == null || !canHaveAttributes(statOf(path, shownAs))) {
      return found;
    }
    for (String name : names(view, shownAs)) {
      ByteBuffer value =
          NioErrors.translated(
              "getxattr " + USER + name,
              shownAs,
              () -> {
                ByteBuffer into = ByteBuffer.allocate(view.size(name));
                view.read(name, into);
                return into;
              });
      found.add(new Attribute(USER + name, Arrays.copyOf(value.array(), value.position())));
    }
    return found;
  }

  /** The kernel knows attributes of users for these alone. */
  private static boolean canHaveAttributes(Stat stat) {
    return stat.isRegular() || stat.isDirectory();
  }

  private static List<String> names(UserDefinedFileAttributeView view, byte[] shownAs)
      throws PosixException {
    try {
      return NioErrors.translated("listxattr", shownAs, view::list);
    } catch (PosixException failed) {
      if (failed.errno() == Errno.EOPNOTSUPP) {
        return List.of();
      }
      throw failed;
    }
  }

  private static @Nullable UserDefinedFileAttributeView userView(Path path) {
    return Files.getFileAttributeView(
        path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  static void setAttribute(Path path, Attribute attribute, byte[] shownAs) throws PosixException {
    String call = "setxattr " + attribute.name();
    UserDefinedFileAttributeView view = writableView(path, attribute.name(), call, shownAs);
    String name = attribute.name().substring(USER.length());
    NioErrors.translated(call, shownAs, () -> view.write(name, ByteBuffer.wrap(attribute.value())));
  }

  static void removeAttribute(Path path, String attribute, byte[] shownAs) throws PosixException {
    String call = "removexattr " + attribute;
    UserDefinedFileAttributeView view = writableView(path, attribute, call, shownAs);
    NioErrors.done(call, shownAs, () -> view.delete(attribute.substring(USER.length())));
  }

  private static UserDefinedFileAttributeView writableView(
      Path path, String attribute, String call, byte[] shownAs) throws PosixException {
    UserDefinedFileAttributeView view = userView(path);
    boolean possible = attribute.startsWith(USER) && canHaveAttributes(statOf(path, shownAs));
    if (view == null || !possible) {
      throw Posix.failure(Errno.EOPNOTSUPP, call, shownAs);
    }
    return view;
  }

  static void setOwner(Path path, int uid, int gid, byte[] shownAs) throws PosixException {
    NioErrors.translated(
        "chown",
        shownAs,
        () -> {
          Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
          return Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        });
  }

  /** The JDK changes a link's permissions only by following it, so links are refused here. */
  static void setPermissions(Path path, int permissions, byte[] shownAs) throws PosixException {
    if (statOf(path, shownAs).type() == FileType.SYMLINK) {
      throw Posix.failure(Errno.EOPNOTSUPP, "chmod", shownAs);
    }
    NioErrors.translated(
        "chmod", shownAs, () -> Files.setAttribute(path, "unix:mode", permissions));
  }

  /**
   * The JDK makes 1970 of what is earlier; then it is refused. It opens what it dates, which a FIFO
   * or a device must not be.
   */
  static void setTimes(Path path, Instant accessed, Instant modified, byte[] shownAs)
      throws PosixException {
    switch (statOf(path, "utimensat", shownAs).type()) {
      case REGULAR, DIRECTORY, SYMLINK -> {}
      default -> throw Posix.failure(Errno.EOPNOTSUPP, "utimensat", shownAs);
    }
    NioErrors.done(
        "utimensat",
        shownAs,
        () ->
            Files.getFileAttributeView(
                    path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(modified), FileTime.from(accessed), null));
    if (modified.getEpochSecond() < 0 && !statOf(path, shownAs).modified().equals(modified)) {
      throw Posix.failure(Errno.EOPNOTSUPP, "utimensat", shownAs);
    }
  }

  @Override
  public List<Attribute> attributes() throws IOException {
    requireOpen();
    return attributesOf(path, openedAs);
  }

  @Override
  public void setAttribute(Attribute attribute) throws IOException {
    requireOpen();
    setAttribute(path, attribute, openedAs);
  }

  @Override
  public void removeAttribute(String name) throws IOException {
    requireOpen();
    removeAttribute(path, name, openedAs);
  }

  @Override
  public void setOwner(int uid, int gid) throws IOException {
    requireOpen();
    setOwner(path, uid, gid, openedAs);
  }

  @Override
  public void setPermissions(int permissions) throws IOException {
    requireOpen();
    setPermissions(path, permissions, openedAs);
  }

  @Override
  public void setTimes(Instant accessed, Instant modified) throws IOException {
    requireOpen();
    setTimes(path, accessed, modified, openedAs);
  }

  @Override
  public void close() throws IOException {
    closed = true;
  }

  @Override
  public String toString() {
    return Posix.show(openedAs);
  }
}
