package io.holdfast.stores.files.snapshot;

import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The {@code zfs} program. It has no other interface that is kept stable.
 *
 * @param program how it is started
 * @param seconds after which it is given up
 */
record ZfsProgram(List<String> program, int seconds) {
  static final ZfsProgram INSTALLED = new ZfsProgram(List.of("zfs"), 30);

  /** What it prints; an {@link IOException} with its own words if it fails. */
  String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    Process process = Processes.startPiped(command, Map.of("LC_ALL", "C"));
    try {
      process.getOutputStream().close();
      FutureTask<String> output =
          new FutureTask<>(
              () ->
                  new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                      .strip());
      Thread.ofPlatform().daemon().name("zfs-output").start(output);
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException(said(arguments, "did not end within " + seconds + " s"));
      }
      String text = output.get(seconds, TimeUnit.SECONDS);
      if (process.exitValue() != 0) {
        throw new IOException(said(arguments, "ended with " + process.exitValue() + ": " + text));
      }
      return text;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(said(arguments, "was interrupted"), interrupted);
    } catch (ExecutionException | TimeoutException lost) {
      throw new IOException(said(arguments, "could not be read"), lost);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String said(String[] arguments, String what) {
    return "'zfs " + String.join(" ", arguments) + "' " + what;
  }
}
