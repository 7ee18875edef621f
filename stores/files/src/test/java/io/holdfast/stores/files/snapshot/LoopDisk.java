package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real file system in a file, mounted for one test. Only root may mount one, in a user namespace
 * neither; so an ordinary user's run proves just that, and the tests of refusals, which need no
 * disk, prove what Holdfast does without one.
 */
final class LoopDisk implements AutoCloseable {
  private static final long BYTES = 512L << 20;

  final Path path;
  private final Thread atTheLatest = new Thread(this::unmountAll, "unmount");

  /** What is done on a disk. */
  interface Use {
    void on(LoopDisk disk) throws Exception;
  }

  private LoopDisk(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(atTheLatest);
  }

  /**
   * Makes a file system, mounts it, uses it and unmounts it.
   *
   * @param type btrfs or xfs
   * @param options of the mount, after {@code loop}
   */
  static void with(String type, Path directory, String options, Use use) throws Exception {
    Path image = Files.createFile(directory.resolve("image"));
    Path mounted = Files.createDirectory(directory.resolve("disk"));
    List<String> mount =
        List.of("mount", "-o", "loop" + options, image.toString(), mounted.toString());
    if (!Posix.isSuperuser()) {
      assertThat(start(mount).waitFor()).as("only root mounts; run this as root, too").isNotZero();
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    run("mkfs." + type, "-q", image.toString());
    run(mount.toArray(String[]::new));
    try (LoopDisk disk = new LoopDisk(mounted)) {
      use.on(disk);
    }
  }

  Path subvolume(String name) {
    run("btrfs", "subvolume", "create", path.resolve(name).toString());
    return path.resolve(name);
  }

  /** What is used of the disk, once everything is written. */
  long usedBytes() throws IOException {
    try (Directory top = Posix.FILES.open(path)) {
      top.syncFileSystem();
    }
    return Files.getFileStore(path).getTotalSpace()
        - Files.getFileStore(path).getUnallocatedSpace();
  }

  /** Runs a program to its end, which must be a good one. */
  static String run(String... command) {
    try {
      Process process = start(List.of(command));
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
      return output;
    } catch (IOException | InterruptedException failed) {
      return fail(failed);
    }
  }

  private static Process start(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException missing) {
      return fail(
          "'%s' cannot be run: %s. These tests need btrfs-progs and xfsprogs (Debian: apt install btrfs-progs xfsprogs)."
              .formatted(command.getFirst(), missing.getMessage()));
    }
  }

  /** Also what a test mounted below, and lazily, so that nothing can hold it. */
  private void unmountAll() {
    run("umount", "-R", "-l", path.toString());
  }

  @Override
  public void close() {
    unmountAll();
    Runtime.getRuntime().removeShutdownHook(atTheLatest);
  }
}
