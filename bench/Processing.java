import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Stands in for processing while windows are measured: rewrites 2,000 files of a tree over and
 * over, 500 a second. Asked to suspend it rewrites all of them once more and then stands still
 * until it is asked to resume; so exactly these 2,000 files changed between the last warm round and
 * the window, the last of them milliseconds before it. It says itself, by its own clock, how long
 * it stood still.
 *
 * <p>{@code java bench/Processing.java TREE CONTROL hot|spread|fast}: {@code hot} rewrites every
 * file of 20 directories of 100, {@code spread} files evenly over all directories, {@code fast} the
 * same as hot without a pause. {@code CONTROL} holds two FIFOs: {@code ask} takes a line {@code
 * suspend}, {@code resume}, {@code count} or {@code end}; {@code answer} gives one for it: the
 * milliseconds that the last 2,000 changes took, or that it stood still; how many changes it has
 * made, and the milliseconds since it began.
 */
final class Processing {
  private static final int CHANGED = 2_000;
  private static final int HOT_DIRECTORIES = 20;
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) / 500;

  private final List<Path> files;
  private final boolean pauses;
  private final long began = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(2);
  private boolean suspended;
  private int next;
  private long changes;

  private Processing(List<Path> files, boolean pauses) {
    this.files = files;
    this.pauses = pauses;
  }

  public static void main(String[] arguments) throws IOException {
    Path tree = Path.of(arguments[0]);
    Path control = Path.of(arguments[1]);
    String where = arguments[2];
    List<Path> files = where.equals("spread") ? spread(tree) : hot(tree);
    if (files.size() != CHANGED) {
      throw new IllegalStateException("%d files instead of %d".formatted(files.size(), CHANGED));
    }
    Processing processing = new Processing(files, !where.equals("fast"));
    Thread.ofPlatform().daemon().start(processing::work);
    processing.obey(control);
  }

  private static List<Path> directories(Path tree) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path above : list(tree)) {
      directories.addAll(list(above));
    }
    return directories;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.filter(path -> !path.endsWith(".holdfast-fence")).sorted().toList();
    }
  }

  private static List<Path> hot(Path tree) throws IOException {
    List<Path> directories = directories(tree);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < HOT_DIRECTORIES; i++) {
      files.addAll(list(directories.get((int) ((long) i * directories.size() / HOT_DIRECTORIES))));
    }
    return files;
  }

  private static List<Path> spread(Path tree) throws IOException {
    List<Path> directories = directories(tree);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < CHANGED; i++) {
      // Where there are fewer directories than changes, another file of the same one.
      long at = (long) i * directories.size();
      List<Path> inside = list(directories.get((int) (at / CHANGED)));
      files.add(inside.get((int) (at % CHANGED * inside.size() / CHANGED)));
    }
    return files.stream().distinct().toList();
  }

  private void work() {
    while (true) {
      boolean stands = !rewriteOne();
      if (pauses || stands) {
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }

  private synchronized boolean rewriteOne() {
    if (!suspended) {
      rewrite();
    }
    return !suspended;
  }

  private void rewrite() {
    Path path = files.get(next);
    next = (next + 1) % files.size();
    changes++;
    StringBuilder text = new StringBuilder();
    int length = 1_024 + random.nextInt(3_072);
    while (text.length() < length) {
      text.append(random.nextLong(10_000_000L, 100_000_000L)).append(";rewritten\n");
    }
    try {
      Files.write(path, text.substring(0, length).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void obey(Path control) throws IOException {
    long stoodSince = 0;
    while (true) {
      String order = Files.readString(control.resolve("ask")).strip();
      String answer;
      switch (order) {
        case "suspend" -> {
          long began = System.nanoTime();
          suspendAfterRewritingAll();
          stoodSince = System.nanoTime();
          answer = millis(stoodSince - began);
        }
        case "resume" -> {
          resume();
          answer = millis(System.nanoTime() - stoodSince);
        }
        case "count" -> answer = count();
        case "end" -> {
          return;
        }
        default -> throw new IllegalStateException(order);
      }
      Files.writeString(control.resolve("answer"), answer + "\n");
    }
  }

  private static String millis(long nanos) {
    return String.valueOf(TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private synchronized String count() {
    return changes + " " + millis(System.nanoTime() - began);
  }

  private synchronized void suspendAfterRewritingAll() {
    for (int i = 0; i < files.size(); i++) {
      rewrite();
    }
    suspended = true;
  }

  private synchronized void resume() {
    suspended = false;
  }
}
