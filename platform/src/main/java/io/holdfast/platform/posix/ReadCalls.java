package io.holdfast.platform.posix;

import static io.holdfast.platform.posix.Native.INT;
import static io.holdfast.platform.posix.Native.LONG;
import static io.holdfast.platform.posix.Native.POINTER;
import static io.holdfast.platform.posix.Native.bind;
import static io.holdfast.platform.posix.Native.bindVariadic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What only looks. Each returns a result, or the negated error number; sources: the manual pages of
 * section 2.
 */
final class ReadCalls {

  private static final MethodHandle OPENAT = bindVariadic("openat", 3, INT, INT, POINTER, INT, INT);
  private static final MethodHandle CLOSE = bind("close", INT, INT);
  private static final MethodHandle GETDENTS64 = bind("getdents64", LONG, INT, POINTER, LONG);
  private static final MethodHandle STATX = bind("statx", INT, INT, POINTER, INT, INT, POINTER);
  private static final MethodHandle READLINKAT =
      bind("readlinkat", LONG, INT, POINTER, POINTER, LONG);
  private static final MethodHandle PREAD = bind("pread", LONG, INT, POINTER, LONG, LONG);
  private static final MethodHandle LSEEK = bind("lseek", LONG, INT, LONG, INT);
  private static final MethodHandle FLISTXATTR = bind("flistxattr", LONG, INT, POINTER, LONG);
  private static final MethodHandle LLISTXATTR = bind("llistxattr", LONG, POINTER, POINTER, LONG);
  private static final MethodHandle FGETXATTR =
      bind("fgetxattr", LONG, INT, POINTER, POINTER, LONG);
  private static final MethodHandle LGETXATTR =
      bind("lgetxattr", LONG, POINTER, POINTER, POINTER, LONG);
  private static final MethodHandle POSIX_FADVISE =
      bind("posix_fadvise", INT, INT, LONG, LONG, INT);
  private static final MethodHandle GETEUID = bind("geteuid", INT);
  private static final MethodHandle GETEGID = bind("getegid", INT);

  private ReadCalls() {}

  static int openat(int directory, MemorySegment name, int flags, int permissions) {
    Native own = Native.ofThread();
    try {
      return own.result((int) OPENAT.invokeExact(own.state(), directory, name, flags, permissions));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int close(int handle) {
    Native own = Native.ofThread();
    try {
      return own.result((int) CLOSE.invokeExact(own.state(), handle));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long list(int handle, MemorySegment entries, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) GETDENTS64.invokeExact(own.state(), handle, entries, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static int statx(int directory, MemorySegment name, int flags, int mask, MemorySegment into) {
    Native own = Native.ofThread();
    try {
      return own.result((int) STATX.invokeExact(own.state(), directory, name, flags, mask, into));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long readlinkat(int directory, MemorySegment name, MemorySegment into, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) READLINKAT.invokeExact(own.state(), directory, name, into, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long pread(int handle, MemorySegment into, long size, long offset) {
    Native own = Native.ofThread();
    try {
      return own.result((long) PREAD.invokeExact(own.state(), handle, into, size, offset));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long lseek(int handle, long offset, int whence) {
    Native own = Native.ofThread();
    try {
      return own.result((long) LSEEK.invokeExact(own.state(), handle, offset, whence));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long flistxattr(int handle, MemorySegment into, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) FLISTXATTR.invokeExact(own.state(), handle, into, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long llistxattr(MemorySegment path, MemorySegment into, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) LLISTXATTR.invokeExact(own.state(), path, into, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long fgetxattr(int handle, MemorySegment name, MemorySegment into, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) FGETXATTR.invokeExact(own.state(), handle, name, into, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  static long lgetxattr(MemorySegment path, MemorySegment name, MemorySegment into, long size) {
    Native own = Native.ofThread();
    try {
      return own.result((long) LGETXATTR.invokeExact(own.state(), path, name, into, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  /** Alone in returning a positive error number; nobody looks at it. */
  static int fadvise(int handle, long offset, long length, int advice) {
    Native own = Native.ofThread();
    try {
      return own.result(
          (int) POSIX_FADVISE.invokeExact(own.state(), handle, offset, length, advice));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  /** Never fails; an id over two thousand million looks negative. */
  static int geteuid() {
    Native own = Native.ofThread();
    try {
      return (int) GETEUID.invokeExact(own.state());
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }

  /** As {@link #geteuid}. */
  static int getegid() {
    Native own = Native.ofThread();
    try {
      return (int) GETEGID.invokeExact(own.state());
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
  }
}
