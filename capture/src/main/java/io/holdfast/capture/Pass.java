package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one walk over the tree is for: a warm round, the sweep, a capture without a window, the
 * audit. Called from many threads at once. An {@link IOException} about one entry makes the walk
 * skip it and say so; any other exception ends the walk.
 */
interface Pass {
  /** For messages and thread names: {@code sweep}. */
  String name();

  Stat stat(Directory directory, FileName name) throws IOException;

  /** The names to look at. */
  default List<FileName> names(Visit visit, Directory directory) throws IOException {
    return directory.list();
  }

  /**
   * Whether the walk goes into the subdirectory at {@code index} of the visit's names. If not, the
   * pass itself puts what is captured of it.
   */
  default boolean enters(Visit visit, int index, Stat stat, @Nullable Entry before) {
    return true;
  }

  /**
   * Something that is not a directory.
   *
   * @param before the entry of that name in the previous pass
   * @return what is captured; null if it is gone by now
   */
  @Nullable Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException;

  /**
   * A directory, after everything in it. {@code stat} was taken after its listing and after all its
   * entries: if its ctime lies before the listing, the listing is exact.
   *
   * @return what is captured; null if this pass captures nothing
   */
  @Nullable Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException;
}
