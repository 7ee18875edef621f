package io.holdfast.platform.posix;

import java.io.Console;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/** The terminal that standard output leads to, if it leads to one. */
public final class Terminal {
  private static final int STANDARD_OUTPUT = 1;

  /** TIOCGWINSZ of asm-generic/ioctls.h: rows and columns, then two numbers that nobody fills. */
  private static final long WINDOW_SIZE = 0x5413;

  private static final long COLUMNS_AT = 2;

  private Terminal() {}

  private static final class Call {
    private static final MethodHandle IOCTL =
        Native.bindVariadic(
            "ioctl", 2, Native.INT, Native.INT, ValueLayout.JAVA_LONG, Native.POINTER);

    private Call() {}
  }

  /**
   * How many columns it has; 0 if it is a terminal that does not say, as a serial line; empty if
   * standard output is a file or a pipe.
   */
  public static OptionalInt columns() {
    try {
      return askedOfSystem();
    } catch (LinkageError notCallable) {
      Console console = System.console();
      return console != null && console.isTerminal() ? OptionalInt.of(0) : OptionalInt.empty();
    }
  }

  private static OptionalInt askedOfSystem() {
    Native memory = Native.ofThread();
    MemorySegment size = memory.small;
    int result;
    try {
      result =
          memory.result(
              (int) Call.IOCTL.invokeExact(memory.state(), STANDARD_OUTPUT, WINDOW_SIZE, size));
    } catch (Throwable thrown) {
      throw Native.impossible(thrown);
    }
    return result < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_AT)));
  }
}
