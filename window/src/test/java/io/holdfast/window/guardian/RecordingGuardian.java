package io.holdfast.window.guardian;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Holdfast's end of a guardian that is not there: what it is told can be looked at. */
public final class RecordingGuardian {
  private RecordingGuardian() {}

  /**
   * @param told receives each order, and {@code closed} when the pipe is closed
   */
  public static GuardianProcess telling(Consumer<String> told) {
    return new GuardianProcess(new Pipe(new Recorder(told), () -> true));
  }

  /** A guardian that was killed: every order meets a broken pipe. */
  public static GuardianProcess gone() {
    return aliveWhile(() -> false);
  }

  /** A guardian that takes its orders until it is killed. */
  public static GuardianProcess aliveWhile(BooleanSupplier alive) {
    return new GuardianProcess(
        new Pipe(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                if (!alive.getAsBoolean()) {
                  throw new IOException("Broken pipe");
                }
              }
            },
            alive));
  }

  private static final class Recorder extends OutputStream {
    private final Consumer<String> told;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Recorder(Consumer<String> told) {
      this.told = told;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        told.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }

    @Override
    public void close() {
      told.accept("closed");
    }
  }

  /** As much of a process as a pipe to it. */
  private static final class Pipe extends Process {
    private final OutputStream input;
    private final BooleanSupplier alive;

    Pipe(OutputStream input, BooleanSupplier alive) {
      this.input = input;
      this.alive = alive;
    }

    @Override
    public boolean isAlive() {
      return alive.getAsBoolean();
    }

    @Override
    public OutputStream getOutputStream() {
      return input;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public InputStream getErrorStream() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }

    @Override
    public void destroy() {}
  }
}
