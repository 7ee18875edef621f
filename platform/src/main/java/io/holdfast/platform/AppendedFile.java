package io.holdfast.platform;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that grows at its end, each piece durable before the next. Unlike a channel it is not
 * closed when its thread is interrupted: a run that is told to stop must still write down that it
 * resumed.
 */
public final class AppendedFile implements AutoCloseable {
  private final FileOutputStream stream;

  private AppendedFile(FileOutputStream stream) {
    this.stream = stream;
  }

  /** Opens it, or creates it and makes its name durable. */
  public static AppendedFile open(Path path) throws IOException {
    boolean fresh = !Disk.exists(path);
    AppendedFile file = new AppendedFile(new FileOutputStream(path.toFile(), true));
    Path parent = path.toAbsolutePath().getParent();
    if (fresh && parent != null) {
      Disk.flushDirectory(parent);
    }
    return file;
  }

  /** Returns when the bytes would survive a power cut. */
  public void append(byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
