package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.stores.postgresql.wal.BaseBackupStream;
import io.holdfast.vault.BlobSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Takes a base backup of a whole server while it works. It is of no use without the write-ahead log
 * from its start on, which is received separately.
 */
final class BaseBackup {
  private static final String PROGRAM = "pg_basebackup";
  private static final int SHOWN = 1500;

  private final Address address;
  private final Programs programs;
  private final Path work;

  BaseBackup(Address address, Programs programs, Path work) {
    this.address = address;
    this.programs = programs;
    this.work = work;
  }

  /**
   * @param bytes about how much there is, for whoever waits
   */
  BaseBackupStream take(BlobSink sink, long bytes, Progress progress) {
    Path log = work.resolve(PROGRAM + ".log");
    try (Progress.Phase phase =
        progress.begin("base backup of " + address, Progress.Unit.BYTES, bytes)) {
      Disk.createPrivateDirectories(work);
      Disk.deleteIfExists(log);
      Map<String, String> environment = address.environment();
      Process process =
          Processes.startPiped(Programs.alone(command(), environment), environment, log);
      try {
        process.getOutputStream().close();
        return read(process, sink, phase, log);
      } finally {
        process.destroyForcibly();
        process.onExit().join();
      }
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.NO_DATABASE_PROGRAMS,
          PROGRAM + " cannot be run: " + cannot.getMessage(),
          "Nothing was changed.",
          "Look whether this user may run it, and write to " + work + ".",
          cannot);
    }
  }

  private BaseBackupStream read(Process process, BlobSink sink, Progress.Phase phase, Path log)
      throws IOException {
    try {
      BaseBackupStream taken = BaseBackupStream.read(process.getInputStream(), sink, phase);
      requireDone(process, log);
      Disk.deleteIfExists(log);
      return taken;
    } catch (IOException early) {
      // It ends early if the program fails, and then the program knows better why.
      requireDone(process, log);
      throw ServerErrors.failed(
          address, "what " + PROGRAM + " wrote cannot be read: " + early.getMessage(), early);
    }
  }

  private void requireDone(Process process, Path log) throws IOException {
    if (process.onExit().join().exitValue() != 0) {
      String said = Disk.readText(log).strip();
      throw ServerErrors.ofProgram(
          address, PROGRAM, said.substring(Math.max(0, said.length() - SHOWN)));
    }
  }

  private List<String> command() {
    return List.of(
        programs.program(PROGRAM),
        "--pgdata=-",
        "--format=tar",
        "--wal-method=none",
        "--checkpoint=fast",
        "--label=holdfast",
        "--no-password");
  }
}
