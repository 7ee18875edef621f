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
import java.util.Locale;
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

  /** The same without an answer. */
  @FunctionalInterface
  interface Deed {
    void run() throws IOException;
  }

  private NioErrors() {}

  static void done(String name, byte[] of, Deed deed) throws PosixException {
    translated(
        name,
        of,
        () -> {
          deed.run();
          return null;
        });
  }

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
    String said = text == null ? "" : text.toLowerCase(Locale.ROOT);
    for (Words words : Words.values()) {
      if (said.contains(words.text)) {
        return words.errno;
      }
    }
    return Errno.EIO;
  }

  /** As glibc, macOS and musl say it, in small letters, where no locale translates it. */
  private enum Words {
    NO_SPACE("no space left on device", Errno.ENOSPC),
    QUOTA("quota exceeded", Errno.EDQUOT),
    READ_ONLY("read-only file system", Errno.EROFS),
    LOOP("too many levels of symbolic links", Errno.ELOOP),
    LOOP_OF_MUSL("symbolic link loop", Errno.ELOOP),
    NOT_PERMITTED("operation not permitted", Errno.EPERM),
    NO_DIRECTORY("not a directory", Errno.ENOTDIR),
    DIRECTORY("is a directory", Errno.EISDIR),
    NOT_EMPTY("directory not empty", Errno.ENOTEMPTY),
    LONG("file name too long", Errno.ENAMETOOLONG),
    LONG_OF_MUSL("filename too long", Errno.ENAMETOOLONG),
    OPEN("too many open files", Errno.EMFILE),
    OPEN_OF_MUSL("no file descriptors available", Errno.EMFILE),
    LARGE("file too large", Errno.EFBIG),
    LINKS("too many links", Errno.EMLINK),
    STALE("stale", Errno.ESTALE),
    DEVICE("cross-device link", Errno.EXDEV),
    ARGUMENT("invalid argument", Errno.EINVAL),
    UNSUPPORTED("not supported", Errno.EOPNOTSUPP),
    NO_DATA("no data available", Errno.ENODATA);

    private final String text;
    private final int errno;

    Words(String text, int errno) {
      this.text = text;
      this.errno = errno;
    }
  }
}
