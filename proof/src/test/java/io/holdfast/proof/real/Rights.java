package io.holdfast.proof.real;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What a test may do depends on who runs it, and it says so: root reads everything, so its rights
 * are taken away from the process under test; only root mounts, so an ordinary user does it in a
 * user namespace of its own.
 */
public final class Rights {
  private Rights() {}

  public static boolean isRoot() {
    return Posix.isSuperuser();
  }

  /**
   * Holdfast bound by the modes of files: as it is for a user, without root's exemption for root.
   */
  public static Cli boundByModes(Cli cli) {
    return isRoot()
        ? cli.under(
            "setpriv",
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search")
        : cli;
  }

  /**
   * Holdfast with a small file system of its own, which goes away with it.
   *
   * @param filled a directory that is put there first
   * @param directory where the file system is mounted, seen by this process only
   * @param size as tmpfs takes it
   * @param kept receives a copy of what was there at the end
   */
  public static Cli withSmallDisk(Cli cli, Path filled, Path directory, String size, Path kept) {
    String script =
        """
        mount -t tmpfs -o size=%s,mode=755 tmpfs '%s' || exit 99
        cp -a '%s/.' '%s' || exit 98
        "$@"
        code=$?
        mkdir '%s' && cp -a '%s/.' '%s' || exit 97
        exit $code
        """
            .formatted(size, directory, filled, directory, kept, directory, kept);
    return inOwnNamespace(cli, script);
  }

  /** Holdfast to whom a directory is a mount point; to nobody else it is one. */
  public static Cli withMountPoint(Cli cli, Path directory) {
    return inOwnNamespace(cli, "mount --bind '%s' '%s' && \"$@\"".formatted(directory, directory));
  }

  /**
   * Runs a script that may mount, and from it Holdfast as its last argument words. An ordinary user
   * becomes root of a user namespace for it, and itself again for Holdfast.
   */
  private static Cli inOwnNamespace(Cli cli, String script) {
    if (isRoot()) {
      return cli.under("unshare", "-m", "sh", "-c", script, "namespace");
    }
    long user = number("-u");
    long group = number("-g");
    return cli.under(
        "unshare",
        "-r",
        "-m",
        "sh",
        "-c",
        script,
        "namespace",
        "unshare",
        "-U",
        "--map-user=" + user,
        "--map-group=" + group);
  }

  private static long number(String option) {
    try {
      Process id = Children.start(new ProcessBuilder("id", option));
      id.getOutputStream().close();
      return Long.parseLong(new String(id.getInputStream().readAllBytes(), US_ASCII).strip());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Only root: a small file system that every process sees, until {@link #unmount}. */
  public static void mountSmallDisk(Path directory, String size) {
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", directory.toString());
  }

  public static void unmount(Path directory) {
    run("umount", directory.toString());
  }

  private static void run(String... command) {
    assertThat(Children.awaitEnd(Children.start(new ProcessBuilder(command)), 30))
        .as(() -> String.join(" ", command))
        .isZero();
  }
}
