package io.holdfast.engine;

import io.holdfast.model.set.HeldOpen;
import io.holdfast.platform.posix.OpenForWriting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Who holds files of the trees open for writing while they are fixed. Information, not a doubt: a
 * logger may keep its file open.
 *
 * <p>The window must not pay for a look at every process of the machine. So those that hold files
 * open are found beforehand, while processing runs; inside the window only these are looked at,
 * beside the fixing, and whatever was seen when that ends is what is told.
 */
final class HeldFiles {
  private static final int NAMED_AT_MOST = 20;

  private final OpenForWriting trees;
  private final Set<Long> suspects = new LinkedHashSet<>();
  private final List<HeldOpen> seen = new ArrayList<>();
  private boolean over;
  private @Nullable Future<?> looking;

  HeldFiles(OpenForWriting trees) {
    this.trees = trees;
  }

  void findSuspects() {
    trees.look(OpenForWriting.processes(), holder -> suspects.add(holder.pid()));
  }

  /** Asked when quiet does not come: at this moment, in words. */
  List<String> inWords() {
    Set<String> words = new LinkedHashSet<>();
    trees.look(
        suspects, holder -> words.add(holder.pid() + " " + holder.command() + " " + holder.path()));
    return List.copyOf(words);
  }

  void lookBeside(StoreThreads threads) {
    looking = threads.beside(() -> trees.look(suspects, this::add));
  }

  private synchronized void add(OpenForWriting.Holder holder) {
    if (!over && seen.size() < NAMED_AT_MOST) {
      seen.add(new HeldOpen(holder.pid(), holder.command(), holder.path().toString()));
    }
  }

  /** Called before processing resumes: what is opened from then on is nobody's business. */
  synchronized List<HeldOpen> end() {
    over = true;
    if (looking != null) {
      looking.cancel(true);
    }
    return List.copyOf(seen);
  }
}
