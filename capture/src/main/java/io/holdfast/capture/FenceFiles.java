package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hidden file at the root, and one at each mount point below it, that are touched to ask a file
 * system for the time. They are made before the window, so that the directories' own times do not
 * change inside it, they are never captured, and {@link #close} removes them.
 */
final class FenceFiles implements AutoCloseable {
  static final FileName NAME = FileName.of(".holdfast-fence");

  /** A clock that does not move within this many pauses does not tick in seconds, or not at all. */
  private static final int PATIENCE = 10_000;

  /**
   * How long a single write call may take. The kernel sets the ctime when a write begins and then
   * copies the data, so a file that is read meanwhile shows the same times before and after and is
   * a mixture all the same. Only what is older than this is settled.
   */
  static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final long RECENT_NANOS = 50_000_000;

  private final Clock clock;
  private final Duration settling;
  private final long rootMount;
  private final Map<Long, Place> places = new HashMap<>();
  private volatile @Nullable Recent recent;

  private record Recent(Fence touched, long nanos) {}

  /** Makes the root's file. */
  FenceFiles(Place root, Clock clock, Duration settling) {
    this.clock = clock;
    this.settling = settling;
    try {
      make(root);
      rootMount = stat(root).mount();
    } catch (IOException failed) {
      throw unusable("could not be made", failed);
    }
    places.put(rootMount, root);
  }

  /** Whether {@code name} is such a file; elsewhere the name is anyone's. */
  static boolean isFence(Visit visit, FileName name) {
    return (visit.parent == null || visit.isMountPoint()) && name.equals(NAME);
  }

  /** Whether the file system at that mount point got a file of its own, or has one already. */
  synchronized boolean add(Place mountPoint, Stat stat) {
    if (!places.containsKey(stat.mount())) {
      try {
        make(mountPoint);
      } catch (IOException readOnly) {
        return false;
      }
      places.put(stat.mount(), mountPoint);
    }
    return true;
  }

  synchronized boolean has(Stat stat) {
    return places.containsKey(stat.mount());
  }

  private static void make(Place place) throws IOException {
    Directory directory = place.acquire();
    try {
      directory.create(NAME, 0600).close();
    } catch (PosixException failed) {
      if (failed.errno() != Errno.EEXIST) {
        throw failed;
      }
    } finally {
      place.release();
    }
  }

  private static Instant touch(Place place) throws IOException {
    Directory directory = place.acquire();
    try {
      directory.touch(NAME);
      return directory.statFresh(NAME).changed();
    } finally {
      place.release();
    }
  }

  private static Stat stat(Place place) throws IOException {
    Directory directory = place.acquire();
    try {
      return directory.statFresh(NAME);
    } finally {
      place.release();
    }
  }

  /**
   * A moment such that every write that begins from now on, and every one still going on, has a
   * later ctime. At most {@link #RECENT_NANOS} older than it need be, so that not each file costs a
   * touch.
   */
  Fence recent() {
    Recent last = recent;
    long now = clock.nanos();
    if (last == null || now - last.nanos() > RECENT_NANOS) {
      last = new Recent(touchAll().minus(settling), now);
      recent = last;
    }
    return last.touched();
  }

  private synchronized Fence touchAll() {
    try {
      Map<Long, Instant> instants = new HashMap<>();
      long asked = clock.nanos();
      for (Map.Entry<Long, Place> place : places.entrySet()) {
        instants.put(place.getKey(), touch(place.getValue()));
      }
      Instant ofRoot = instants.getOrDefault(rootMount, Instant.EPOCH);
      return new Fence(ofRoot, instants, asked, clock.nanos());
    } catch (IOException failed) {
      throw unusable("could not be touched", failed);
    }
  }

  /** Touches until every clock has moved on. */
  Fence fence() {
    Fence first = touchAll();
    for (int i = 0; i < PATIENCE; i++) {
      Fence second = touchAll();
      boolean allLater =
          second.mounts().entrySet().stream()
              .allMatch(
                  now ->
                      now.getValue()
                          .isAfter(first.mounts().getOrDefault(now.getKey(), Instant.MAX)));
      if (allLater) {
        return second;
      }
      clock.sleep(PAUSE);
    }
    throw unusable("was touched for " + PATIENCE + " ms and its time did not move", null);
  }

  /** The mount points whose clocks were set back between two fences, for people. */
  synchronized List<String> setBack(Fence from, Fence to) {
    return to.setBackSince(from).stream()
        .map(places::get)
        .filter(Objects::nonNull)
        .map(Place::display)
        .toList();
  }

  private static HoldfastException unusable(String what, @Nullable Throwable cause) {
    String because = cause == null ? "" : ": " + cause.getMessage();
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        "The fence file " + NAME + " at the root of the tree " + what + because,
        "The tree is unchanged.",
        "Let Holdfast write to the root of the tree, or capture it without a window.",
        cause);
  }

  @Override
  public synchronized void close() throws IOException {
    for (Place place : places.values()) {
      Directory directory = place.acquire();
      try {
        directory.removeFile(NAME);
      } catch (PosixException failed) {
        if (!failed.vanished()) {
          throw failed;
        }
      } finally {
        place.release();
      }
    }
    places.clear();
  }
}
