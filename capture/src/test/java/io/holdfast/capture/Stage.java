package io.holdfast.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory of its own for one {@link Deed}, with everything that some deed needs, and with what
 * an adversary has opened or linked long before the window.
 */
final class Stage implements AutoCloseable {
  private static final int LARGE_BYTES = 64 * 1024;

  final Path at;

  /** Outside the tree; {@link #outsideName} in it is a second name of {@code linked}. */
  final Path outside;

  private final FileChannel held;

  Stage(Path at, Path outside) throws IOException {
    this.at = at;
    this.outside = Files.createDirectories(outside);
    for (String name : new String[] {"victim", "other", "linked", "held", "sub/inner", "two/b"}) {
      Scratch.write(at.resolve(name), "as it was in " + name + "\n");
    }
    Files.writeString(at.resolve("large"), "x".repeat(LARGE_BYTES));
    Files.createSymbolicLink(at.resolve("link"), Path.of("victim"));
    Files.createLink(outsideName(), at.resolve("linked"));
    held = FileChannel.open(at.resolve("held"), StandardOpenOption.WRITE);
  }

  Path victim() {
    return at.resolve("victim");
  }

  Path outsideName() {
    return outside.resolve("second-name");
  }

  void writeThroughHeld() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap("written".getBytes(StandardCharsets.UTF_8));
    held.write(bytes, 3);
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
