package io.holdfast.platform.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.NoSuchElementException;

/**
 * Binds C functions and lends each thread the native memory its calls need, allocated once. Calls
 * return the kernel's way: a result, or the negated error number.
 */
final class Native {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  /** The longest path or link target in one call, with its final NUL. */
  static final int PATH_BYTES = 4096;

  /** One transfer between the kernel and the heap. */
  static final int IO_BYTES = 256 * 1024;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<Native> OF_THREAD = ThreadLocal.withInitial(Native::new);

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment name = arena.allocate(PATH_BYTES);
  private final MemorySegment otherName = arena.allocate(PATH_BYTES);

  /** Room for {@code statx}, two times, two offsets. */
  final MemorySegment small = arena.allocate(Stat.BYTES, 8);

  private MemorySegment io = MemorySegment.NULL;

  private Native() {}

  static Native ofThread() {
    return OF_THREAD.get();
  }

  /** The first argument of every bound function: where errno is kept. */
  MemorySegment state() {
    return state;
  }

  /** Buffer of {@link #IO_BYTES}; the content does not survive the next call that uses it. */
  MemorySegment io() {
    if (io.equals(MemorySegment.NULL)) {
      io = arena.allocate(IO_BYTES, 64);
    }
    return io;
  }

  MemorySegment name(byte[] bytes, String call) throws PosixException {
    return terminated(name, bytes, call);
  }

  MemorySegment otherName(byte[] bytes, String call) throws PosixException {
    return terminated(otherName, bytes, call);
  }

  private static MemorySegment terminated(MemorySegment into, byte[] bytes, String call)
      throws PosixException {
    if (bytes.length >= PATH_BYTES) {
      throw new PosixException(Errno.ENAMETOOLONG, call, Posix.show(Arrays.copyOf(bytes, 64)));
    }
    for (byte b : bytes) {
      if (b == 0) {
        throw new PosixException(Errno.EINVAL, call, Posix.show(bytes));
      }
    }
    MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, 0, bytes.length);
    into.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return into;
  }

  int result(int returned) {
    return returned >= 0 ? returned : -errno();
  }

  long result(long returned) {
    return returned >= 0 ? returned : -errno();
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  static boolean has(String... functions) {
    return Arrays.stream(functions).allMatch(name -> LINKER.defaultLookup().find(name).isPresent());
  }

  static MethodHandle bind(String function, MemoryLayout returns, MemoryLayout... takes) {
    return bind(function, FunctionDescriptor.of(returns, takes));
  }

  /** A function whose arguments from {@code firstVariadic} on are passed the variadic way. */
  static MethodHandle bindVariadic(
      String function, int firstVariadic, MemoryLayout returns, MemoryLayout... takes) {
    return bind(
        function,
        FunctionDescriptor.of(returns, takes),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private static MethodHandle bind(
      String function, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = Linker.Option.captureCallState("errno");
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(function)
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "The C library has no " + function + "; glibc 2.33 or newer is needed"));
    return LINKER.downcallHandle(address, descriptor, options);
  }

  /** A bound handle throws only what the binding itself does wrong. */
  static AssertionError impossible(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("A call to the C library failed before it was made", thrown);
  }
}
