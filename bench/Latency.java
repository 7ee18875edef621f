import io.holdfast.capture.AuditReport;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.Fence;
import io.holdfast.capture.RoundReport;
import io.holdfast.capture.SweepReport;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Handle;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sweeps of a tree whose metadata calls each take some time longer, as they do on a network file
 * system: a layer under the walk waits before each of them. Shows what concurrency buys.
 *
 * <p>{@code java -cp LIB/* bench/Latency.java TREE WORK MICROSECONDS ROUNDS}; {@code bench/latency}
 * calls it. Two warm rounds come before each sweep: the first without the delay, because reading
 * everything is not what is measured, the second with it, so that the number of threads is learned
 * as it would be. Then all files of 20 directories are written to, and the sweep follows.
 */
final class Latency {
  private static final int HOT_DIRECTORIES = 20;

  /** What asks a file server for metadata; reading data and closing are not delayed. */
  private static final Set<String> ASKING =
      Set.of("list", "stat", "statFresh", "directory", "read", "attributes", "readLink", "touch");

  private final Path tree;
  private final Path work;
  private final Duration delay;
  private final List<Path> hot;
  private volatile boolean delayed;

  private Latency(Path tree, Path work, Duration delay) throws IOException {
    this.tree = tree;
    this.work = work;
    this.delay = delay;
    this.hot = hot(tree);
  }

  public static void main(String[] arguments) throws IOException {
    Duration delay = Duration.ofNanos(1_000L * Integer.parseInt(arguments[2]));
    Latency latency = new Latency(Path.of(arguments[0]), Path.of(arguments[1]), delay);
    int rounds = Integer.parseInt(arguments[3]);
    System.out.println(
        """
        | threads | full, ms | at the end | files | narrow, ms | at the end | files |
        |---|---|---|---|---|---|---|\
        """);
    latency.measure("1", rounds, () -> Concurrency.fixed(1));
    latency.measure("2", rounds, () -> Concurrency.fixed(2));
    latency.measure("16", rounds, () -> Concurrency.fixed(16));
    latency.measure("64", rounds, () -> Concurrency.fixed(64));
    latency.measure("adaptive, from 2", rounds, () -> Concurrency.adaptive(2));
  }

  private static List<Path> hot(Path tree) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path above : list(tree)) {
      directories.addAll(list(above));
    }
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < HOT_DIRECTORIES; i++) {
      files.addAll(list(directories.get(i * directories.size() / HOT_DIRECTORIES)));
    }
    return files;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.sorted().toList();
    }
  }

  private void measure(String name, int rounds, Supplier<Concurrency> threads) throws IOException {
    List<SweepReport> full = new ArrayList<>();
    List<SweepReport> narrow = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      full.add(sweep(Rule.Sweep.FULL, threads.get()));
      narrow.add(sweep(Rule.Sweep.NARROW, threads.get()));
    }
    System.out.printf("| %s | %s | %s |%n", name, told(full), told(narrow));
  }

  /** Of the median: the time, how many threads there were in the end, and what was looked at. */
  private static String told(List<SweepReport> reports) {
    reports.sort((a, b) -> a.elapsed().compareTo(b.elapsed()));
    SweepReport median = reports.get(reports.size() / 2);
    return "%,.0f | %d | %,d"
        .formatted(median.elapsed().toNanos() / 1e6, median.workers(), median.files());
  }

  private SweepReport sweep(Rule.Sweep kind, Concurrency threads) throws IOException {
    touchHot();
    delayed = false;
    FileSystem files = path -> layered(Directory.class, Posix.FILES.open(path));
    try (TreeCapture capture =
        new TreeCapture(files, TreeSpec.plain(tree), new Nowhere(), Clock.SYSTEM, threads)) {
      capture.round(Progress.NONE);
      delayed = true;
      RoundReport warm = capture.round(Progress.NONE);
      touchHot();
      Fence quiet = capture.fence();
      SweepReport swept = capture.sweep(kind, work, quiet, Progress.NONE);
      Fence end = capture.fence();
      delayed = false;
      AuditReport audit = capture.audit(end, Progress.NONE);
      if (swept.changedFiles() + audit.lateFiles() != hot.size() || audit.unprovedCount() > 0) {
        throw new IllegalStateException("%s after %s: %s".formatted(swept, warm, audit));
      }
      return swept;
    } finally {
      delayed = false;
    }
  }

  private void touchHot() throws IOException {
    for (Path path : hot) {
      Files.write(path, Files.readAllBytes(path));
    }
  }

  /** The layer: the same handle, but each call that asks for metadata comes later. */
  private <T extends Handle> T layered(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean data = real instanceof OpenFile && method.getName().equals("read");
              if (delayed && !data && ASKING.contains(method.getName())) {
                LockSupport.parkNanos(delay.toNanos());
              }
              try {
                return switch (method.invoke(real, arguments)) {
                  case Directory below -> layered(Directory.class, below);
                  case OpenFile file -> layered(OpenFile.class, file);
                  case null -> null;
                  case Object other -> other;
                };
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  /** Reads content and keeps nothing: what happens before the window is not measured. */
  private static final class Nowhere implements BlobSink {
    @Override
    public Content save(InputStream stream) throws IOException {
      stream.transferTo(OutputStream.nullOutputStream());
      return Content.EMPTY;
    }

    @Override
    public BlobId save(Tree tree) {
      throw new IllegalStateException("Nothing is completed here");
    }
  }
}
