package io.holdfast.platform.posix;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's exceptions as error numbers: some by their class, the others by the C library's words.
 */
final class NioErrors {
  /** What the JDK does through a path. */
  @FunctionalInterface
  interface Call<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private NioErrors() {}

  static <T extends @Nullable Object> T translated(String name, byte[] of, Call<T> call)
      throws PosixException {
    try {
      return call.run();
    } catch (PosixException already) {
      throw already;
    } catch (IOException | InvalidPathException | UnsupportedOperationException failed) {
      PosixException known = Posix.failure(errno(failed), name, of);
      known.initCause(failed);
      throw known;
    }
  }

  private static int errno(Exception failed) {
    return switch (failed) {
      case NoSuchFileException _ -> Errno.ENOENT;
      case FileAlreadyExistsException _ -> Errno.EEXIST;
      case AccessDeniedException _ -> Errno.EACCES;
      case DirectoryNotEmptyException _ -> Errno.ENOTEMPTY;
      case NotDirectoryException _ -> Errno.ENOTDIR;
      case NotLinkException _ -> Errno.EINVAL;
      case FileSystemLoopException _ -> Errno.ELOOP;
      case AtomicMoveNotSupportedException _ -> Errno.EXDEV;
      case ClosedByInterruptException _ -> Errno.EINTR;
      case ClosedChannelException _ -> Errno.EBADF;
      case InvalidPathException _ -> Errno.EINVAL;
      case UnsupportedOperationException _ -> Errno.EOPNOTSUPP;
      case FileSystemException named -> ofText(named.getReason());
      default -> ofText(failed.getMessage());
    };
  }

  /** What is not known is an input/output error; the exception itself stays as the cause. */
  private static int ofText(@Nullable String text) {
    for (Words words : Words.values()) {
      if (text != null && text.contains(words.text)) {
        return words.errno;
      }
    }
    return Errno.EIO;
  }

  /** As glibc, musl and macOS say it, where no locale translates it. */
  private enum Words {
    NO_SPACE("No space left on device", Errno.ENOSPC),
    QUOTA("quota exceeded", Errno.EDQUOT),
    READ_ONLY("Read-only file system", Errno.EROFS),
    LOOP("Too many levels of symbolic links", Errno.ELOOP),
    NOT_PERMITTED("Operation not permitted", Errno.EPERM),
    NO_DIRECTORY("Not a directory", Errno.ENOTDIR),
    DIRECTORY("Is a directory", Errno.EISDIR),
    NOT_EMPTY("Directory not empty", Errno.ENOTEMPTY),
    LONG("File name too long", Errno.ENAMETOOLONG),
    OPEN("Too many open files", Errno.EMFILE),
    LARGE("File too large", Errno.EFBIG),
    LINKS("Too many links", Errno.EMLINK),
    STALE("Stale", Errno.ESTALE),
    DEVICE("Invalid cross-device link", Errno.EXDEV),
    ARGUMENT("Invalid argument", Errno.EINVAL),
    UNSUPPORTED("not supported", Errno.EOPNOTSUPP),
    NO_DATA("No data available", Errno.ENODATA);

    private final String text;
    private final int errno;

    Words(String text, int errno) {
      this.text = text;
      this.errno = errno;
    }
  }
}
