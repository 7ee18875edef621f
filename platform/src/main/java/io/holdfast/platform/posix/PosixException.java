package io.holdfast.platform.posix;

import java.io.IOException;

/** A call to the operating system failed: which call, on what, and its error number. */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String call;
  private final String name;

  public PosixException(int errno, String call, String name) {
    super(call + " of " + name + ": " + Errno.describe(errno));
    this.errno = errno;
    this.call = call;
    this.name = name;
  }

  /** One of {@link Errno}. */
  public int errno() {
    return errno;
  }

  public String call() {
    return call;
  }

  /** What the call was about, fit to be shown. */
  public String name() {
    return name;
  }

  /** {@code EACCES: permission denied}, without the call. */
  public String reason() {
    return Errno.describe(errno);
  }

  /** What was there is not there any more, or is now something else. */
  public boolean vanished() {
    return errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ESTALE;
  }

  /** This file system or this kernel has no such call; NFS says EINVAL. */
  public boolean unsupported() {
    return errno == Errno.EINVAL || errno == Errno.ENOSYS || errno == Errno.EOPNOTSUPP;
  }

  /** No space, or no quota. */
  public boolean full() {
    return errno == Errno.ENOSPC || errno == Errno.EDQUOT;
  }
}
