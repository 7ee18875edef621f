package io.holdfast.platform.posix;

/** The error numbers of Linux that decide something here, and their names for people. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOVERFLOW = 75;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;
  public static final int EDQUOT = 122;

  private Errno() {}

  /** {@code EACCES: permission denied}; a number that is not known here stays a number. */
  static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM: operation not permitted";
      case ENOENT -> "ENOENT: no such file or directory";
      case EINTR -> "EINTR: interrupted";
      case EIO -> "EIO: input/output error";
      case ENXIO -> "ENXIO: no such device or address";
      case EBADF -> "EBADF: the handle is closed or of the wrong kind";
      case EACCES -> "EACCES: permission denied";
      case EEXIST -> "EEXIST: exists already";
      case EXDEV -> "EXDEV: on another file system";
      case ENOTDIR -> "ENOTDIR: not a directory";
      case EISDIR -> "EISDIR: is a directory";
      case EINVAL -> "EINVAL: invalid argument";
      case EMFILE -> "EMFILE: too many open files";
      case ENOTTY -> "ENOTTY: this file system has no such call";
      case EFBIG -> "EFBIG: file too large";
      case ENOSPC -> "ENOSPC: no space left on device";
      case EROFS -> "EROFS: read-only file system";
      case EMLINK -> "EMLINK: too many links";
      case ERANGE -> "ERANGE: result too large";
      case ENAMETOOLONG -> "ENAMETOOLONG: name too long";
      case ENOSYS -> "ENOSYS: not supported by this kernel";
      case ENOTEMPTY -> "ENOTEMPTY: directory not empty";
      case ELOOP -> "ELOOP: a symbolic link, or too many of them";
      case ENODATA -> "ENODATA: no such attribute";
      case EOVERFLOW -> "EOVERFLOW: more than fits the answer";
      case EOPNOTSUPP -> "EOPNOTSUPP: not supported by this file system";
      case ESTALE -> "ESTALE: stale file handle";
      case EDQUOT -> "EDQUOT: quota exceeded";
      default -> "errno " + errno;
    };
  }
}
