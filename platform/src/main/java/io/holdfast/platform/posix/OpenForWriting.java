package io.holdfast.platform.posix;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which processes hold files open for writing below some directories, as {@code /proc} tells it.
 *
 * <p>That is information, and no proof of anything: the processes of other users, of other
 * containers and of other machines are not seen, and who holds a file open need not write to it.
 * What cannot be read is passed over; where there is no {@code /proc}, nothing is found.
 */
public final class OpenForWriting {
  private static final Path PROC = Path.of("/proc");
  private static final String DELETED = " (deleted)";

  /** Both of Linux's access modes that allow writing: {@code O_WRONLY} is 1, {@code O_RDWR} 2. */
  private static final int WRITES = 3;

  private final List<Path> below;
  private final List<Path> except;

  /**
   * @param pid as this process sees it
   * @param command the name of the program, without its arguments, which may hold secrets
   */
  public record Holder(long pid, String command, Path path) {}

  /**
   * @param below the directories that matter
   * @param except directories inside them that do not
   */
  public OpenForWriting(List<Path> below, List<Path> except) {
    this.below = below.stream().map(OpenForWriting::resolved).toList();
    this.except = except.stream().map(OpenForWriting::resolved).toList();
  }

  /** The processes of this machine, except this one. */
  public static List<Long> processes() {
    long own = ProcessHandle.current().pid();
    List<Long> pids = new ArrayList<>();
    for (Path entry : list(PROC)) {
      String name = String.valueOf(entry.getFileName());
      if (name.chars().allMatch(Character::isDigit) && Long.parseLong(name) != own) {
        pids.add(Long.parseLong(name));
      }
    }
    return pids;
  }

  /** Whether the open files of a process can be seen: every process has some. */
  public static boolean isVisible(long pid) {
    return !list(PROC.resolve(pid + "/fd")).isEmpty();
  }

  /** Looks at all open files of these processes; ends early when the thread is interrupted. */
  public void look(Collection<Long> pids, Consumer<Holder> found) {
    for (long pid : pids) {
      for (Path handle : list(PROC.resolve(pid + "/fd"))) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        try {
          Path file = Files.readSymbolicLink(handle);
          if (isWanted(file) && writes(pid, handle)) {
            found.accept(new Holder(pid, command(pid), file));
          }
        } catch (IOException gone) {
          // Files are closed and processes end while we look; then there is nothing to tell.
          continue;
        }
      }
    }
  }

  private boolean isWanted(Path file) {
    return file.isAbsolute()
        && below.stream().anyMatch(file::startsWith)
        && except.stream().noneMatch(file::startsWith)
        && !file.toString().endsWith(DELETED);
  }

  /** The line {@code flags:} of {@code fdinfo}, in octal. */
  private static boolean writes(long pid, Path handle) throws IOException {
    Path info = PROC.resolve(pid + "/fdinfo/" + handle.getFileName());
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("flags:")) {
        return (Long.parseLong(line.substring("flags:".length()).strip(), 8) & WRITES) != 0;
      }
    }
    return false;
  }

  private static String command(long pid) throws IOException {
    return Files.readString(PROC.resolve(pid + "/comm")).strip();
  }

  private static List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException unreadable) {
      // Another user's process, or one that has ended: what was listed so far is all there is.
      return entries;
    }
    return entries;
  }

  /** {@code /proc} tells names without symbolic links. */
  private static Path resolved(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException missing) {
      return directory.toAbsolutePath().normalize();
    }
  }
}
