package io.holdfast.platform.posix;

import static io.holdfast.platform.posix.Native.INT;
import static io.holdfast.platform.posix.Native.LONG;
import static io.holdfast.platform.posix.Native.POINTER;
import static io.holdfast.platform.posix.Native.bind;
import static io.holdfast.platform.posix.Native.bindVariadic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What changes something. Each returns a result, or the negated error number. */
final class WriteCalls {

  private static final MethodHandle PWRITE = bind("pwrite", LONG, INT, POINTER, LONG, LONG);
  private static final MethodHandle FTRUNCATE = bind("ftruncate", INT, INT, LONG);
  private static final MethodHandle FSYNC = bind("fsync", INT, INT);
  private static final MethodHandle SYNCFS = bind("syncfs", INT, INT);
  private static final MethodHandle SYNC_FILE_RANGE =
      bind("sync_file_range", INT, INT, LONG, LONG, INT);
  private static final MethodHandle MKDIRAT = bind("mkdirat", INT, INT, POINTER, INT);
  private static final MethodHandle SYMLINKAT = bind("symlinkat", INT, POINTER, INT, POINTER);
  private static final MethodHandle LINKAT = bind("linkat", INT, INT, POINTER, INT, POINTER, INT);
  private static final MethodHandle UNLINKAT = bind("unlinkat", INT, INT, POINTER, INT);
  private static final MethodHandle MKNODAT = bind("mknodat", INT, INT, POINTER, INT, LONG);
  private static final MethodHandle RENAMEAT2 =
      bind("renameat2", INT, INT, POINTER, INT, POINTER, INT);
  private static final MethodHandle FCHOWNAT = bind("fchownat", INT, INT, POINTER, INT, INT, INT);
  private static final MethodHandle FCHOWN = bind("fchown", INT, INT, INT, INT);
  private static final MethodHandle FCHMODAT = bind("fchmodat", INT, INT, POINTER, INT, INT);
  private static final MethodHandle FCHMOD = bind("fchmod", INT, INT, INT);
  private static final MethodHandle UTIMENSAT = bind("utimensat", INT, INT, POINTER, POINTER, INT);
  private static final MethodHandle FUTIMENS = bind("futimens", INT, INT, POINTER);
  private static final MethodHandle FSETXATTR =
      bind("fsetxattr", INT, INT, POINTER, POINTER, LONG, INT);
  private static final MethodHandle LSETXATTR =
      bind("lsetxattr", INT, POINTER, POINTER, POINTER, LONG, INT);
  private static final MethodHandle FREMOVEXATTR = bind("fremovexattr", INT, INT, POINTER);
  private static final MethodHandle LREMOVEXATTR = bind("lremovexattr", INT, POINTER, POINTER);
  private static final MethodHandle COPY_FILE_RANGE =
      bind("copy_file_range", LONG, INT, POINTER, INT, POINTER, LONG, INT);
  private static final MethodHandle SETSID = bind("setsid", INT);

  private static final MethodHandle IOCTL = bindVariadic("ioctl", 2, INT, INT, LONG, POINTER);

  private WriteCalls() {}

  static long pwrite(int handle, MemorySegment from, long size, long offset) {
    Native own = Native.ofThread();
    try {
      return own.result((long) PWRITE.invokeExact(own.state(), handle, from, size, offset));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int ftruncate(int handle, long length) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FTRUNCATE.invokeExact(own.state(), handle, length));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fsync(int handle) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FSYNC.invokeExact(own.state(), handle));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int syncfs(int handle) {
    Native own = Native.ofThread();
    try {
      return own.result((int) SYNCFS.invokeExact(own.state(), handle));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int syncFileRange(int handle, long offset, long length, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result(
          (int) SYNC_FILE_RANGE.invokeExact(own.state(), handle, offset, length, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int mkdirat(int directory, MemorySegment name, int permissions) {
    Native own = Native.ofThread();
    try {
      return own.result((int) MKDIRAT.invokeExact(own.state(), directory, name, permissions));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int symlinkat(MemorySegment target, int directory, MemorySegment name) {
    Native own = Native.ofThread();
    try {
      return own.result((int) SYMLINKAT.invokeExact(own.state(), target, directory, name));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int linkat(
      int from, MemorySegment existing, int directory, MemorySegment name, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result(
          (int) LINKAT.invokeExact(own.state(), from, existing, directory, name, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int unlinkat(int directory, MemorySegment name, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) UNLINKAT.invokeExact(own.state(), directory, name, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int mknodat(int directory, MemorySegment name, int mode, long rdev) {
    Native own = Native.ofThread();
    try {
      return own.result((int) MKNODAT.invokeExact(own.state(), directory, name, mode, rdev));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int renameat2(int from, MemorySegment name, int to, MemorySegment newName, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) RENAMEAT2.invokeExact(own.state(), from, name, to, newName, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fchownat(int directory, MemorySegment name, int uid, int gid, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FCHOWNAT.invokeExact(own.state(), directory, name, uid, gid, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fchown(int handle, int uid, int gid) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FCHOWN.invokeExact(own.state(), handle, uid, gid));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fchmodat(int directory, MemorySegment name, int permissions, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result(
          (int) FCHMODAT.invokeExact(own.state(), directory, name, permissions, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fchmod(int handle, int permissions) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FCHMOD.invokeExact(own.state(), handle, permissions));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int utimensat(int directory, MemorySegment name, MemorySegment times, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) UTIMENSAT.invokeExact(own.state(), directory, name, times, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int futimens(int handle, MemorySegment times) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FUTIMENS.invokeExact(own.state(), handle, times));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fsetxattr(int handle, MemorySegment name, MemorySegment value, long size, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FSETXATTR.invokeExact(own.state(), handle, name, value, size, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int lsetxattr(
      MemorySegment path, MemorySegment name, MemorySegment value, long size, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result((int) LSETXATTR.invokeExact(own.state(), path, name, value, size, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int fremovexattr(int handle, MemorySegment name) {
    Native own = Native.ofThread();
    try {
      return own.result((int) FREMOVEXATTR.invokeExact(own.state(), handle, name));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int lremovexattr(MemorySegment path, MemorySegment name) {
    Native own = Native.ofThread();
    try {
      return own.result((int) LREMOVEXATTR.invokeExact(own.state(), path, name));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long copyFileRange(
      int from, MemorySegment offset, int to, MemorySegment toOffset, long size, int flags) {
    Native own = Native.ofThread();
    try {
      return own.result(
          (long) COPY_FILE_RANGE.invokeExact(own.state(), from, offset, to, toOffset, size, flags));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int ioctl(int handle, long request, MemorySegment argument) {
    Native own = Native.ofThread();
    try {
      return own.result((int) IOCTL.invokeExact(own.state(), handle, request, argument));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int setsid() {
    Native own = Native.ofThread();
    try {
      return own.result((int) SETSID.invokeExact(own.state()));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }
}
