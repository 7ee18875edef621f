package io.holdfast.platform.posix;

import java.io.IOException;
import java.nio.file.Path;

/** The way into trees. {@link Posix#FILES} is the real one; tests put faults in between. */
@FunctionalInterface
public interface FileSystem {
  /** Opens a directory; links on the way to it are followed, below it never. */
  Directory open(Path directory) throws IOException;
}
